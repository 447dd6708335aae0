def read_file(content, name=""):
    raise NotImplementedError
