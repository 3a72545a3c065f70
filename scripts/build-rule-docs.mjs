// Writes docs/rules/index.md and the configuration's JSON schema from the registry: run `node scripts/build-rule-docs.mjs` after adding a rule.
import { build } from 'esbuild';
import { writeFileSync } from 'node:fs';

const bundle = await build({
  stdin: {
    contents: "export { ruleMetas } from './src/core/lint/registry';",
    resolveDir: process.cwd(),
    loader: 'ts',
  },
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const source = Buffer.from(bundle.outputFiles[0].contents).toString('base64');
const { ruleMetas } = await import(`data:text/javascript;base64,${source}`);

const titles = {
  failure: 'Certain failures',
  loss: 'Activation and loss',
  shape: 'Shape of the network',
  initialization: 'Initialisation',
  recurrent: 'Recurrent networks',
  training: 'Parameters, data, training',
  suppression: 'Suppression comments',
  reading: 'What is left unread',
};
const sections = Object.entries(titles).flatMap(([category, title]) => {
  const rows = ruleMetas.filter((meta) => meta.category === category);
  if (rows.length === 0) return [];
  return [
    `## ${title}\n`,
    '| rule | frameworks | default | fix | |\n|---|---|---|---|---|',
    ...rows.map(
      ({ name, frameworks, defaultSeverity, fixable, summary }) =>
        `| [${name}](${name}.md) | ${frameworks.join(', ')} | ${defaultSeverity} | ${fixable} | ${summary} |`,
    ),
    '',
  ];
});
writeFileSync(
  'docs/rules/index.md',
  [
    '# The rules',
    '',
    'Severities are defaults: many rules grade each finding by its predicted effect. A *safe* fix leaves the program as it is or mends one that surely failed;',
    'a *suggestion* changes training and is never applied with others.',
    '',
    ...sections,
  ].join('\n'),
);

const ruleName = { enum: ruleMetas.map(({ name }) => name) };
const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Activation Lens: [tool.activation-lens] in pyproject.toml',
  type: 'object',
  additionalProperties: false,
  properties: {
    select: {
      description: 'The rules to run. Without it every rule runs that is not off by default.',
      type: 'array',
      items: ruleName,
    },
    ignore: { description: 'Rules that do not run.', type: 'array', items: ruleName },
    severity: {
      description: 'Severity by rule; it replaces the grading of the rule itself.',
      type: 'object',
      propertyNames: ruleName,
      additionalProperties: { enum: ['error', 'warning', 'information', 'hint', 'off'] },
    },
    exclude: {
      description:
        'Glob patterns of files and directories, relative to this file; one without a slash matches any name.',
      type: 'array',
      items: { type: 'string' },
    },
  },
};
writeFileSync('docs/pyproject.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`);

// The same for editors with TOML support, which validate the whole file; what other tools write there is theirs.
const { $schema, ...table } = schema;
const whole = {
  $schema,
  title: 'pyproject.toml with [tool.activation-lens]',
  type: 'object',
  properties: { tool: { type: 'object', properties: { 'activation-lens': table } } },
};
writeFileSync('media/pyproject.schema.json', `${JSON.stringify(whole, undefined, 2)}\n`);
