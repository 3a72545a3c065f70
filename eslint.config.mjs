import tseslint from 'typescript-eslint';
import { noOpenLookup } from './scripts/eslint/no-open-lookup.mjs';

/** Rooms of the core, and what each may import beside itself and the single files of `core/`. What no row names is forbidden. */
const rooms = {
  numerics: [],
  python: [],
  patterns: [],
  activations: ['numerics'],
  propagation: ['numerics'],
  plot: ['numerics', 'activations'],
  frameworks: ['numerics', 'activations', 'python'],
  functions: ['numerics', 'activations', 'python', 'frameworks'],
  network: ['numerics', 'python', 'frameworks'],
  tensors: ['numerics', 'activations', 'python', 'frameworks', 'network'],
  lint: ['numerics', 'activations', 'python', 'patterns', 'frameworks', 'functions', 'network', 'tensors'],
  notebook: ['python'],
  service: [
    ...['numerics', 'activations', 'python', 'patterns', 'frameworks', 'functions', 'network', 'tensors'],
    ...['propagation', 'lint', 'what-if', 'api'],
  ],
  // What words and draws stands on the types of api.ts, and never asks the service itself.
  hover: [
    'numerics',
    'activations',
    'plot',
    'python',
    'frameworks',
    'functions',
    'network',
    'tensors',
    'api',
  ],
  hints: ['numerics', 'activations', 'python', 'frameworks', 'network', 'tensors', 'signal', 'api'],
  signal: [
    'numerics',
    'activations',
    'propagation',
    'python',
    'frameworks',
    'network',
    'tensors',
    'lint',
    'api',
  ],
  'what-if': [
    ...['numerics', 'activations', 'propagation', 'python', 'frameworks', 'network', 'tensors', 'lint'],
    'signal',
  ],
  measured: [],
};

/** Rooms within a room: what each may not import of its neighbours. */
const innerRooms = {
  'network/machine': ['data', 'operations', 'interpreter', 'declarative', 'trace'],
  'network/data': ['operations', 'interpreter', 'declarative', 'trace'],
  'network/operations': ['interpreter', 'declarative', 'trace'],
  'network/interpreter': ['declarative', 'trace'],
  'network/declarative': ['trace'],
  'lint/analysis': ['fixes', 'pixels', 'suppressions', 'configuration', 'engine', 'rules', 'registry'],
  'lint/fixes': ['pixels', 'suppressions', 'configuration', 'engine', 'rules', 'registry'],
  'lint/pixels': ['suppressions', 'configuration', 'engine', 'rules', 'registry'],
  'lint/rules': ['suppressions', 'configuration', 'engine', 'registry'],
  'lint/suppressions': ['engine', 'rules', 'registry'],
  'lint/engine': ['rules', 'registry'],
  'lint/configuration': ['engine', 'rules', 'fixes'],
};

/** Relative imports that leave the folder for one of these names. */
const outside = (names, message) => ({ regex: `^(?:\\.\\./)+(?:${names.join('|')})(?:/|$)`, message });

const hosts = outside(
  ['editor', 'extension', 'webview', 'cli', 'server', 'protocol', 'requests'],
  'core knows no host.',
);
const editorAndNode = [
  { regex: '^vscode$', message: 'The core runs without an editor.' },
  { regex: '^node:', message: 'The core runs in a browser, too.' },
];
const restricted = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

/** What a room may not import: every other room that its row does not name, and hosts. */
function directionsOf(room, also = []) {
  const others = [...Object.keys(rooms), 'api'].filter(
    (other) => other !== room && !rooms[room].includes(other) && !also.includes(other),
  );
  return [
    ...editorAndNode,
    hosts,
    outside(others, `core/${room} stands below what it imports here.`),
    ...(room === 'network'
      ? [
          {
            regex: '^(?:\\.{1,2}/)+frameworks/[^/]+/',
            message: 'The tracer knows no single framework: it is given their front ends.',
          },
        ]
      : []),
  ];
}

/**
 * Files of the tracer that still name a framework. The list may only become shorter: what such a name stands for belongs into the
 * descriptors (`frameworks/<name>/names.ts`) or is handed in by the front ends.
 */
const namesFrameworks = [
  // Which library's arrays, sets and factories are which.
  ...['data/data', 'data/data-sources', 'data/made-tensors'],
  // The objects that all front ends share bear one framework's names: parameters, containers, inputs.
  ...['declarative/containers', 'declarative/layers', 'interpreter/subscript', 'machine/graph-builder'],
  ...['machine/given', 'machine/machine', 'machine/values', 'operations/initialize', 'operations/steps'],
  ...[
    'operations/weights-by-hand',
    'trace/graph-cut',
    'trace/prefilter',
    'trace/unregistered',
    'interpreter/call',
  ],
  // What is assumed of a class whose base cannot be read, and of an activation that a configuration names.
  ...['interpreter/builtins', 'interpreter/classes', 'machine/unknown-activation'],
].map((file) => `src/core/network/${file}.ts`);

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
    // It may only fall. Names and kinds that say what to do stand in tables (`by-names.ts`, `by-kind.ts`).
    rules: { 'local/no-open-lookup': 'error', complexity: ['error', 25] },
  },
  {
    files: ['src/core/**/*.ts', 'src/protocol.ts', 'src/requests.ts'],
    rules: {
      ...restricted(...editorAndNode, hosts),
      'no-restricted-globals': ['error', 'document', 'window', 'process', 'Buffer', 'require'],
    },
  },
  ...Object.keys(rooms).map((room) => ({
    files: [`src/core/${room}/**/*.ts`],
    rules: restricted(...directionsOf(room)),
  })),
  ...Object.entries(innerRooms).map(([room, neighbours]) => ({
    files: [`src/core/${room}/**/*.ts`],
    rules: restricted(
      ...directionsOf(room.split('/')[0]),
      outside(neighbours, `core/${room} stands below what it imports here.`),
    ),
  })),
  {
    files: ['src/core/network/*.ts'],
    rules: restricted(
      ...directionsOf('network'),
      outside(
        ['machine', 'data', 'operations', 'interpreter', 'declarative', 'trace'],
        'The signal graph is what tracing gives: it knows nothing of how.',
      ),
    ),
  },
  {
    files: ['src/core/network/**/*.ts'],
    ignores: namesFrameworks,
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'Literal[value=/^(?:torch|keras|tf|tensorflow|jax|flax|haiku|equinox|optax|transformers|timm)(?:[.]|$)/]',
          message: 'The tracer knows no framework by name: it asks the descriptors of frameworks/.',
        },
      ],
    },
  },
  {
    // What calls of a framework do to the graph is said above the tracer; what its names mean stands below.
    files: [
      'src/core/frameworks/front-ends.ts',
      'src/core/frameworks/*/trace.ts',
      'src/core/frameworks/*/trace/**',
    ],
    rules: restricted(...directionsOf('frameworks', ['network'])),
  },
  ...[
    ['webview', ['editor', 'extension', 'cli', 'server']],
    ['cli', ['editor', 'extension', 'webview', 'server']],
    // A part of the command line's package: it reads files as the command line does.
    ['server', ['extension', 'webview']],
  ].map(([host, others]) => ({
    files: [`src/${host}/**/*.ts`],
    rules: restricted(outside(others, 'Hosts do not know each other.')),
  })),
  {
    // The extension asks its language server: nothing of what analyses runs on the extension host's thread.
    files: ['src/extension/**/*.ts'],
    rules: restricted(
      outside(['webview', 'cli', 'server'], 'Hosts do not know each other.'),
      {
        regex: '^(?:\\.\\./)+core/(?!own$|phrase$|plot/theme$|measured/snippets$)',
        message: 'The extension analyses nothing: it asks the language server (src/requests.ts).',
      },
      {
        regex: '^(?:\\.\\./)+editor/(?!edits$|view$)',
        message: 'The extension analyses nothing: it asks the language server (src/requests.ts).',
      },
    ),
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-undef': 'off' },
  },
);
