const page = document.getElementById("docs");
SwaggerUIBundle({ domNode: page, url: page.dataset.openapi, deepLinking: true });
