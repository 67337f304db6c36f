"""Reports and the province: figures with their definitions, as JSON, CSV, XLSX, PDF and pages."""
