/** A page that came back with errors: leads to the first field that has one, whose error is read with it. */

document.querySelector("main [aria-invalid=true]")?.focus();
