// Before anything is drawn, so that no page flashes in the other scheme.
document.documentElement.dataset.scheme = localStorage.getItem("scheme") ?? "system";
