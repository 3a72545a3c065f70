/** Configuration: a pyproject.toml as people break it, and settings of any shape. What is wrong is said with its place, never thrown. */
import {
  defaultConfiguration,
  readLayer,
  resolveConfiguration,
} from '../../src/core/lint/configuration/configuration';
import { readPyproject } from '../../src/core/lint/configuration/pyproject';
import { ruleNames } from '../../src/core/lint/registry';
import { applyEdits } from '../../src/core/lint/fixes/fixes';
import { createLensService } from '../../src/core/service';
import { mutate, reshape } from './mutations';
import type { Random } from './random';
import { ask, checkRange, checkRanges } from './ranges';
import type { Stopwatch } from './stopwatch';
import { distorted } from './values';

const names = [...ruleNames];

const pyproject = `[project]
name = "study"
dependencies = ["torch>=2", "numpy"]

[tool.activation-lens]
select = ["relu-xavier-init", "relu-in-recurrent-cell"]
ignore = ["relu-on-output"]  # not here
exclude = ["build/**", "**/generated_*.py"]
severity.relu-xavier-init = "error"

[tool.activation-lens.severity]
relu-in-recurrent-cell = "off"
"softmax-before-cross-entropy" = "hint"

[[tool.mypy.overrides]]
module = 'x'
`;

const model = "import torch.nn as nn\nrnn = nn.RNN(3, 4, nonlinearity='relu')\nact = nn.LeakyReLU(0.2)\n";

const fragments = [
  ...[
    '[tool.activation-lens]\n',
    '[tool."activation-lens"]\n',
    '[tool.activation-lens',
    '[[tool.activation-lens]]\n',
  ],
  ...[
    'tool.activation-lens.select = 3\n',
    'select = [1, [2], {a = 1}]\n',
    'ignore = "all"\n',
    'severity = []\n',
  ],
  ...[
    'severity = { relu-xavier-init = "loud" }\n',
    'exclude = ["(((((", "{a,b", "**/**/**/**/*.py", "[z-a]"]\n',
  ],
  ...[
    '__proto__ = 1\n',
    'constructor.prototype = {}\n',
    'select = [',
    '"""',
    "'''",
    '\\u0000',
    '= ',
    '1979-05-27\n',
  ],
] as const;

export function configurationCase(random: Random, _: readonly string[], watch: Stopwatch): string {
  let text = pyproject.replace('relu-on-output', random.pick(names));
  for (let count = random.below(5); count > 0; count--) {
    if (random.chance(0.4)) {
      const at = random.below(text.length + 1);
      text = text.slice(0, at) + random.pick(fragments) + text.slice(at);
    } else text = applyEdits(text, [mutate(random, text)]);
  }
  if (random.chance(0.2)) text = reshape(random, text);
  const { layer, problems } = watch.time('a pyproject.toml', () => readPyproject(text, ruleNames));
  for (const problem of problems) checkRange(problem, text.length, problem.message);

  let settings: unknown = {
    select: [random.pick(names)],
    ignore: [],
    severity: { [random.pick(names)]: 'error' },
    exclude: ['x'],
  };
  for (let count = random.below(3); count > 0; count--) settings = distorted(random, settings);
  const above = watch.time('settings', () => readLayer(settings, ruleNames));
  const configuration = resolveConfiguration([layer ?? {}, above.layer]);
  const document = createLensService().update('file:///project/model.py', 1, model);
  const answers = watch.time('findings', () => ask(document, configuration));
  checkRanges(document, answers);
  const allowed = new Set(configuration.select ?? names);
  for (const { rule } of answers.findings)
    if (!allowed.has(rule) || configuration.ignore.includes(rule) || configuration.severity[rule] === 'off')
      throw new Error(`${rule} speaks although the configuration silences it.`);
  if (Object.keys(defaultConfiguration.severity).length > 0) throw new Error('The defaults were written to.');
  return text;
}
