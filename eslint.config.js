/** What `make check` asks of the scripts of the pages, beyond ESLint's own recommendations. */

import js from "@eslint/js";

const readonly = (names) => Object.fromEntries(names.split(" ").map((name) => [name, "readonly"]));

const IN_EVERY_PROGRAM = readonly("console setTimeout clearTimeout setInterval clearInterval URL URLSearchParams");
const ON_A_PAGE = readonly(
  "window self document location history navigator matchMedia fetch innerHeight htmx " +
    "CSS DOMParser IntersectionObserver NodeFilter ResizeObserver WebSocket",
);

const RULES = {
  "array-callback-return": "error",
  complexity: ["error", 12],
  "consistent-return": "error",
  curly: ["error", "multi-line"],
  "default-case-last": "error",
  eqeqeq: "error",
  "max-depth": ["error", 3],
  "max-len": ["error", { code: 120 }],
  "max-lines": ["error", 150],
  "max-params": ["error", 4],
  "no-console": "error",
  "no-else-return": "error",
  "no-implicit-coercion": "error",
  "no-param-reassign": "error",
  "no-restricted-syntax": [
    "error",
    { selector: "ExportDefaultDeclaration", message: "Name what a module gives." },
    { selector: "ImportExpression", message: "A page asks for all its modules at once." },
    {
      selector: "ImportDeclaration[source.value!=/^\\..*\\.js$/], ExportNamedDeclaration[source], ExportAllDeclaration",
      message: "a09web/scripts.py joins what is imported as `import { … } from \"./….js\";`.",
    },
    {
      selector: "ImportNamespaceSpecifier, ExportSpecifier, ExportNamedDeclaration > VariableDeclaration[kind='let']",
      message: "a09web/scripts.py joins functions and constants, by their own names.",
    },
    { selector: "MemberExpression[property.name='innerHTML']", message: "Text becomes elements in the parser alone." },
  ],
  "no-self-compare": "error",
  "no-shadow": "error",
  "no-unused-expressions": "error",
  "no-use-before-define": ["error", { functions: false }],
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-template": "error",
};

export default [
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["static/a09/js/*.js"],
    languageOptions: { globals: { ...IN_EVERY_PROGRAM, ...ON_A_PAGE } },
    rules: RULES,
  },
  {
    // What is decided knows no page, so that it can be tested without one.
    files: ["static/a09/js/decide/*.js"],
    rules: {
      ...RULES,
      "no-restricted-imports": ["error", { patterns: ["../*"] }],
      "no-restricted-globals": ["error", "Date"],
      "no-restricted-properties": ["error", { object: "Math", property: "random" }],
    },
  },
  {
    files: ["tests/js/*.js"],
    languageOptions: { globals: IN_EVERY_PROGRAM },
    rules: { "max-len": RULES["max-len"], "no-var": "error", "prefer-const": "error", eqeqeq: "error" },
  },
];
