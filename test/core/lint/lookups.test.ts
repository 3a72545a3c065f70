/** Text of a program may be the name of what every object has: it is a name like any other. */
import { describe, expect, it } from 'vitest';
import { own, put } from '../../../src/core/own';
import { rules } from '../../../src/core/lint/registry';
import type { Rule } from '../../../src/core/lint/rule';
import { createLensService } from '../../../src/core/service';

const everything = { select: undefined, ignore: [], severity: {} };
const loud = "rnn = nn.RNN(8, 16, nonlinearity='relu')\n";

function findings(text: string, with_: readonly Rule[] = rules) {
  const log: string[] = [];
  const service = createLensService({ log: (line) => log.push(line), rules: with_ });
  return { found: service.update('file:///a.py', 1, text).findings(everything), log };
}

describe.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'the name %s',
  (name) => {
    it.each([
      `nn.init.calculate_gain('${name}')`,
      `nn.init.calculate_gain('leaky_relu', ${name === '__proto__' ? 1 : `'${name}'`})`,
      `nn.init.kaiming_normal_(w, nonlinearity='${name}')`,
      `nn.RNN(2, 3, nonlinearity='${name}')`,
      `keras.layers.Dense(3, activation='${name}', kernel_initializer='${name}')`,
      `keras.layers.Dense(3, ${name}=1)`,
      `nn.LeakyReLU(${name}=1)`,
      `float('${name}'), torch.${name}(x), math.${name}`,
      `torch.ao.nn.quantized.FloatFunctional().${name}(x, x)`,
    ])('in %s costs no finding and is shown as it is written', (statement) => {
      const { found, log } = findings(
        `import math\nimport torch\nimport keras\nfrom torch import nn\n${statement}\n${loud}`,
      );
      expect(log).toEqual([]);
      expect(found.map(({ rule }) => rule)).toContain('relu-in-recurrent-cell');
      for (const { message } of found) expect(message).not.toMatch(/native code|\[object|undefined/);
    });

    it('is a key of a table only if the table holds it', () => {
      const table: Record<string, number> = {};
      expect(own(table, name)).toBeUndefined();
      put(table, name, 3);
      expect(own(table, name)).toBe(3);
      expect(Object.keys(table)).toEqual([name]);
    });
  },
);

it('a finding whose words cannot be made is the only one that is lost, and the log names its rule', () => {
  const [first] = rules;
  if (first === undefined) throw new Error('there are no rules');
  const broken: Rule = {
    meta: { ...first.meta, name: 'broken-words', defaultSeverity: 'warning' },
    onCall(call, { report }) {
      const message = {
        get template(): string {
          throw new Error('no words');
        },
        values: [],
      };
      report({ place: { unit: call.call.unit, start: call.call.start, end: call.call.end }, message });
    },
  };
  const { found, log } = findings(`from torch import nn\n${loud}`, [broken, ...rules]);
  expect(found.map(({ rule }) => rule)).toContain('relu-in-recurrent-cell');
  expect(log.join('\n')).toMatch(/broken-words.*no words/);
});
