"""The version of the product, in one place: the package, the OpenAPI documents and the command line all say this."""

VERSION = "0.1.0"
