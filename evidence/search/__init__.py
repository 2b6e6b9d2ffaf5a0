"""Finding on the shelf: the grammar (`query`, pure), what a request asks for (`asked`), and the asking (`shelf`)."""
