// Validates the GLB named by the first argument and prints what was found as JSON. Reads nothing else.
"use strict";

const fs = require("node:fs");
const validator = require("gltf-validator");

const SHOWN = 200;

validator
  .validateBytes(new Uint8Array(fs.readFileSync(process.argv[2])), {
    maxIssues: SHOWN,
    writeTimestamp: false,
    externalResourceFunction: () => Promise.reject(new Error("external resources are not read")),
  })
  .then((report) => {
    const { numErrors, numWarnings, messages } = report.issues;
    process.stdout.write(JSON.stringify({ numErrors, numWarnings, messages }));
  })
  .catch((error) => {
    process.stderr.write(String(error));
    process.exitCode = 1;
  });
