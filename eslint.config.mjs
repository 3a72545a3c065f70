import tseslint from 'typescript-eslint';
import { noOpenLookup } from './scripts/eslint/no-open-lookup.mjs';

/** Rooms of the core, lowest first in each chain: a room may not import what its row names. */
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

/** Relative imports that leave the folder for one of these names. */
const outside = (names, message) => ({ regex: `^(?:\\.{1,2}/)+(?:${names.join('|')})(?:/|$)`, message });

const hosts = outside(['editor', 'extension', 'webview', 'cli', 'server', 'protocol'], 'core knows no host.');
const editorAndNode = [
  { regex: '^vscode$', message: 'The core runs without an editor.' },
  { regex: '^node:', message: 'The core runs in a browser, too.' },
];
const restricted = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  {
    ignores: [
      'dist',
      'out',
      'node_modules',
      '.vscode-test',
      'src/**/generated',
      'test/fixtures',
      'test-results',
    ],
  },
  ...tseslint.configs.strict,
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { local: { rules: { 'no-open-lookup': noOpenLookup } } },
    rules: { 'local/no-open-lookup': 'error' },
  },
  {
    files: ['src/core/**/*.ts', 'src/protocol.ts'],
    rules: {
      ...restricted(...editorAndNode, hosts),
      'no-restricted-globals': ['error', 'document', 'window', 'process', 'Buffer', 'require'],
    },
  },
  ...Object.entries(roomsThatMayNotImport).map(([room, higher]) => ({
    files: [`src/core/${room}/**/*.ts`],
    rules: restricted(
      ...editorAndNode,
      hosts,
      outside([...higher, 'service'], `core/${room} stands below what it imports here.`),
    ),
  })),
  {
    files: ['src/editor/**/*.ts'],
    rules: restricted(
      ...editorAndNode,
      outside(['extension', 'webview', 'cli', 'server'], 'What editors share knows none of them.'),
    ),
  },
  ...[
    ['extension', ['webview', 'cli', 'server']],
    ['webview', ['editor', 'extension', 'cli', 'server']],
    ['cli', ['editor', 'extension', 'webview', 'server']],
    // A part of the command line's package: it reads files as the command line does.
    ['server', ['extension', 'webview']],
  ].map(([host, others]) => ({
    files: [`src/${host}/**/*.ts`],
    rules: restricted(outside(others, 'Hosts do not know each other.')),
  })),
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-undef': 'off' },
  },
);
