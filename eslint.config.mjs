import tseslint from 'typescript-eslint';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';

/** Rooms of the core, lowest first in each chain: a room may import only what its row allows. */
const roomsThatMayNotImport = {
  numerics: ['activations', 'python', 'frameworks', 'network', 'propagation', 'lint', 'plot'],
  activations: ['python', 'frameworks', 'network', 'propagation', 'lint', 'plot'],
  python: ['numerics', 'activations', 'frameworks', 'network', 'propagation', 'lint', 'plot'],
  frameworks: ['network', 'propagation', 'lint', 'plot'],
  propagation: ['python', 'frameworks', 'network', 'lint', 'plot'],
  plot: ['python', 'frameworks', 'network', 'lint'],
  network: ['lint', 'plot'],
  functions: ['network', 'propagation', 'lint', 'plot'],
};

const zones = [
  {
    target: './src/core',
    from: ['./src/extension', './src/webview', './src/cli', './src/protocol.ts'],
    message: 'core knows no host.',
  },
  {
    target: './src/protocol.ts',
    from: ['./src/extension', './src/webview', './src/cli'],
    message: 'The protocol knows no host.',
  },
  {
    target: './src/extension',
    from: ['./src/webview', './src/cli'],
    message: 'Hosts do not know each other.',
  },
  {
    target: './src/webview',
    from: ['./src/extension', './src/cli'],
    message: 'Hosts do not know each other.',
  },
  {
    target: './src/cli',
    from: ['./src/extension', './src/webview'],
    message: 'Hosts do not know each other.',
  },
  ...Object.entries(roomsThatMayNotImport).map(([room, higher]) => ({
    target: `./src/core/${room}`,
    from: [...higher.map((name) => `./src/core/${name}`), './src/core/service.ts'],
    message: `core/${room} stands below what it imports here.`,
  })),
];

export default tseslint.config(
  {
    ignores: [
      'dist',
      'out',
      'node_modules',
      '.vscode-test',
      'src/core/**/generated',
      'test/fixtures',
      'test-results',
    ],
  },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
    },
  },
  {
    files: ['src/core/**/*.ts', 'src/protocol.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: ['vscode'], patterns: ['node:*'] }],
      'no-restricted-globals': ['error', 'document', 'window', 'process', 'Buffer', 'require'],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-undef': 'off' },
  },
);
