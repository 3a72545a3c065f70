import { describe, expect, it } from 'vitest';
import { createLensService } from '../../src/core/service';
import { hostileShapes } from './hostile';

const shapes = Object.values(hostileShapes).flat();
const everything = { select: undefined, ignore: [], severity: {} };

/** Those that ran out of memory or stack, or took longest, before work was counted. */
const worst = [
  'a loop of layers = layers + layers',
  'a loop of layers += layers',
  'a loop of layers = [*layers, *layers]',
  'a loop of layers = sum([layers, layers], [])',
  'a loop of layers = copy.deepcopy(layers) + layers',
  'a loop of layers = sorted(layers) + list(set(layers))',
  'a text that grows: s += s',
  'a text that grows: s = s.replace("a", s)',
  'a text that grows: s = s.upper() + s.lower()',
  'tables of everything in tables of everything',
  'tuples of tuples as a parameter',
  'dictionaries of dictionaries',
  'sequentials that hold sequentials twice',
  'the number zip(*[range(9999)] * 9999)',
  'the number map(lambda i: list(range(9999)), range(9999))',
  'the number functools.reduce(lambda a, b: a + a, range(9999), [0])',
  'the number max(*range(9999), *range(9999))',
  'functions that call the one before twice',
  'modules that hold two of the one before',
  'modules that build each other',
  'lists in lists in a loop',
  'sequentials in sequentials in a loop',
  'a module inside itself',
  'a list inside itself, twice, compared',
  'isinstance of types in types',
  'equal things compared by doubling',
  'many layers added to a sequential one by one',
  'everything that a loop made added up',
  'many models that explode',
  'many functions that use what the script keeps',
  'a chain of names',
  'a chain of sums',
  'a chain of classes',
  'diamonds of classes',
  'a class with all before as bases',
  'suppressions by the thousand',
  'recursion with F.relu(…)',
  'modules called through F.relu(…)',
  'keras: a sequential of many',
  'keras: add statement by statement',
  'keras: everything with everything',
  'flax: modules of themselves',
  'jax: stacks by the thousand',
  'nnx: lists that double',
  'a recurrence written out',
  'a curve that doubles without end',
  'a curve of constants in constants',
  'a curve that recurs through (x + …)',
] as const;

/** Those whose work grows with the number of their like, in the number that a run of all tests has the time for. */
const fewer: ReadonlyMap<string, number> = new Map([
  ['many models that explode', 30],
  ['many functions that use what the script keeps', 120],
]);

function program(name: string, size = fewer.get(name)): string {
  const shape = shapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`There is no program called ${name}.`);
  return shape.text(size ?? shape.most);
}

function open(text: string) {
  const log: string[] = [];
  const document = createLensService({ log: (line) => log.push(line) }).update('file:///a/model.py', 1, text);
  return { document, log };
}

describe('a program that asks for too much', () => {
  it.each(worst)(
    'ends in an answer: %s',
    (name) => {
      const { document, log } = open(program(name));
      const start = performance.now();
      expect(Array.isArray(document.findings(everything))).toBe(true);
      expect(Array.isArray(document.activations())).toBe(true);
      expect(Array.isArray(document.models())).toBe(true);
      const definition = document.text.indexOf('def f(');
      expect(['curve', 'refusal', undefined]).toContain(document.functionAt(definition + 4)?.result.kind);
      // Neither the stack nor the memory gave out on the way.
      expect(log).toEqual([]);
      // Generous: the machine may be busy. A hang is far beyond it.
      expect(performance.now() - start).toBeLessThan(40_000);
    },
    60_000,
  );

  it('is followed as far as that is little', () => {
    const doubled = open(program('a loop of layers = layers + layers', 3)).document.models();
    const layers = doubled.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === 'layer'));
    // One of its own, then eight copies of one layer in a Sequential and in a list.
    expect(layers).toHaveLength(1 + 8 + 8);
    expect(doubled.map(({ complete }) => complete)).toEqual([true]);
  });

  it('leaves a model that is too long incomplete', () => {
    const [model] = open(program('a loop of layers = layers + layers')).document.models();
    expect(model?.complete).toBe(false);
  });

  it('leaves a model that is too dense incomplete', () => {
    const [model] = open(program('many layers and everything ever made concatenated')).document.models();
    const inputs = model?.nodes.reduce((sum, node) => sum + node.inputs.length, 0) ?? 0;
    expect(model?.complete).toBe(false);
    expect(inputs).toBeGreaterThan(50_000);
    expect(inputs).toBeLessThan(130_000);
  });

  it('has no say in what the models beside it give', () => {
    const small = program('many attributes', 2).replaceAll('Net', 'Small');
    const { document } = open(small + program('many statements that explode', 3));
    const found = document.models().find(({ name }) => name === 'Small');
    expect(found?.nodes.filter(({ kind }) => kind === 'activation')).toHaveLength(3);
  });
});
