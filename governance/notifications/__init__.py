"""What a person must look at: action items, raised by services and closed by people."""
