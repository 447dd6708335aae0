"""The portal: where people of a vendor answer, and see nothing of any other vendor."""
