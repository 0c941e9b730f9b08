import hooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";

export default typescript.config(
  { ignores: ["src/web/openapi.d.ts"] },
  ...typescript.configs.strictTypeChecked,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // A route redirects by throwing an object of the router, and a client throws problem details.
      "@typescript-eslint/only-throw-error": "off",
      // A handler of an event may be a coroutine, whose errors the form shows.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  { files: ["**/*.js"], extends: [typescript.configs.disableTypeChecked] },
);
