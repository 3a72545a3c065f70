import tseslint from '/opt/al/wt/house/node_modules/typescript-eslint/dist/index.js';
export default [{files:['**/*.ts'],languageOptions:{parser:tseslint.parser},rules:{complexity:['error',+process.env.MAX||10]},linterOptions:{reportUnusedDisableDirectives:'off'}}];
