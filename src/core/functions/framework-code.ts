/** A typed expression as code to paste: a PyTorch module, a Keras function, a JAX function. */
import type { Expression } from '../python/syntax';
import { constants, operations, type Target } from './operations';
import { constantOf, operationName, type TypedExpression } from './typed-expression';
import { own } from '../own';

export interface CodeNames {
  /** A name in lower case with underscores. */
  readonly function: string;
  readonly class: string;
}

/** Values of the parameters; 1 for those without. */
export type ParameterValues = Readonly<Record<string, number | boolean | null>>;

const usual: CodeNames = { function: 'my_activation', class: 'MyActivation' };

export function codeOf(
  expression: TypedExpression,
  target: Target,
  values: ParameterValues = {},
  names: CodeNames = usual,
): string {
  const { parameters, tree } = expression;
  const start = (name: string): string => float(own(values, name));
  const body = written(tree, target, (name) =>
    target === 'torch' && parameters.includes(name) ? `self.${name}` : name,
  ).text;
  const imports = importsOf(body, target);
  if (target === 'torch') {
    const given = parameters.map((name) => `, ${name}: float = ${start(name)}`).join('');
    const set = parameters.map((name) => `        self.${name} = ${name}\n`).join('');
    const constructor =
      parameters.length === 0 ? '' : `    def __init__(self${given}):\n        super().__init__()\n${set}\n`;
    return `${imports}\n\n\nclass ${names.class}(nn.Module):\n${constructor}    def forward(self, x):\n        return ${body}\n`;
  }
  const given = parameters.map((name) => `, ${name}=${start(name)}`).join('');
  const decorator = target === 'keras' ? '@keras.saving.register_keras_serializable()\n' : '';
  return `${imports}\n\n\n${decorator}def ${names.function}(x${given}):\n    return ${body}\n`;
}

function importsOf(body: string, target: Target): string {
  const mentions = (name: string): boolean => new RegExp(`(?<![\\w.])${name}\\.`).test(body);
  const lines =
    target === 'torch'
      ? [
          ...(mentions('math') ? ['import math', ''] : []),
          ...(mentions('torch') ? ['import torch'] : []),
          ...(mentions('F') ? ['import torch.nn.functional as F'] : []),
          'from torch import nn',
        ]
      : target === 'keras'
        ? [
            ...(mentions('math') ? ['import math', ''] : []),
            'import keras',
            ...(mentions('ops') ? ['from keras import ops'] : []),
          ]
        : [
            ...(mentions('math') ? ['import math', ''] : []),
            ...(mentions('jax') ? ['import jax'] : []),
            ...(mentions('jnp') ? ['import jax.numpy as jnp'] : []),
          ];
  return lines.join('\n');
}

interface Written {
  readonly text: string;
  /** How tightly it binds: a lower one needs parentheses within a higher one. */
  readonly binding: number;
}

const bindings = { comparison: 1, sum: 2, product: 3, sign: 4, power: 5, atom: 6 } as const;

function written(node: Expression, target: Target, nameOf: (name: string) => string): Written {
  const inner = (part: Expression, least: number): string => {
    const { text, binding } = written(part, target, nameOf);
    return binding < least ? `(${text})` : text;
  };
  const atom = (text: string): Written => ({ text, binding: bindings.atom });
  switch (node.kind) {
    case 'Number':
      return atom(node.unit.text.slice(node.start, node.end));
    case 'Name':
      return atom(constants.has(node.id) ? `math.${node.id}` : nameOf(node.id));
    case 'Attribute':
      return atom(constantOf(node) === undefined ? node.name : `math.${node.name}`);
    case 'Unary':
      return { text: `${node.operator}${inner(node.operand, bindings.sign)}`, binding: bindings.sign };
    case 'Binary': {
      const { operator } = node;
      if (operator === '**')
        return {
          text: `${inner(node.left, bindings.atom)} ** ${inner(node.right, bindings.sign)}`,
          binding: bindings.power,
        };
      const own = operator === '+' || operator === '-' ? bindings.sum : bindings.product;
      return { text: `${inner(node.left, own)} ${operator} ${inner(node.right, own + 1)}`, binding: own };
    }
    case 'Comparison': {
      const [only] = node.rest;
      const text = `${inner(node.left, bindings.sum)} ${only?.operator ?? '<'} ${inner(only?.right ?? node.left, bindings.sum)}`;
      return { text, binding: bindings.comparison };
    }
    case 'Conditional':
      return call('where', [node.test, node.whenTrue, node.whenFalse]);
    case 'Call':
      return call(
        operationName(node.callee) ?? '',
        node.arguments.map(({ value }) => value),
      );
    default:
      return atom('x');
  }

  function call(name: string, given: readonly Expression[]): Written {
    const template = operations.get(name)?.[target] ?? name;
    const texts = given.map((part) => inner(part, 0));
    // A number beside a tensor: PyTorch's own way is a bound.
    const bound = own({ maximum: 'min', minimum: 'max' }, operations.get(name)?.names[0] ?? '');
    if (target === 'torch' && bound !== undefined) {
      const index = given.findIndex((part) => !mentionsInput(part));
      if (index >= 0) {
        const other = texts[1 - index] ?? '';
        return atom(`torch.clamp(${other}, ${bound}=${texts[index] ?? ''})`);
      }
      return atom(`torch.${operations.get(name)?.names[0] ?? ''}(${texts.join(', ')})`);
    }
    return atom(template.replaceAll(/\$(\d)/g, (_, index: string) => texts[Number(index)] ?? ''));
  }
}

function mentionsInput(node: Expression): boolean {
  switch (node.kind) {
    case 'Name':
      return node.id === 'x';
    case 'Unary':
      return mentionsInput(node.operand);
    case 'Binary':
      return mentionsInput(node.left) || mentionsInput(node.right);
    case 'Comparison':
      return mentionsInput(node.left) || node.rest.some(({ right }) => mentionsInput(right));
    case 'Conditional':
      return [node.test, node.whenTrue, node.whenFalse].some(mentionsInput);
    case 'Call':
      return node.arguments.some(({ value }) => mentionsInput(value));
    default:
      return false;
  }
}

/** As Python writes a float. */
function float(value: number | boolean | null | undefined): string {
  if (typeof value !== 'number') return '1.0';
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
