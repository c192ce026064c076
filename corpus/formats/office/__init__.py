"""Documents of word processors to blocks: DOCX and ODT, by way of the web page that they would make."""
