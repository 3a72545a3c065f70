import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answeredOnce } from '../../../src/core/python/answered-tables';
import { parser } from '../../../src/core/python/generated/parser.js';
import { mutate } from '../../fuzz/mutations';
import { randomFrom } from '../../fuzz/random';

/** The grammar's parser with no answers kept. */
const plain = parser.configure({});
Reflect.deleteProperty(plain, 'getGoto');
const answered = plain.configure({});
const prepare = answeredOnce(answered);

function shapeWithAnswers(text: string): string {
  const parse = answered.startParse(text);
  prepare(parse);
  for (;;) {
    const tree = parse.advance();
    if (tree !== null) return tree.toString();
  }
}

const examples = join(__dirname, '../../../examples');
const texts = readdirSync(examples)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(join(examples, name), 'utf8'));

describe('answers that the tables of the parser gave once', () => {
  it('lead to the tree that the tables themselves lead to', () => {
    expect(texts.length).toBeGreaterThan(5);
    for (const text of texts) expect(shapeWithAnswers(text)).toBe(plain.parse(text).toString());
  });

  it('do so in broken text, too', () => {
    let broken = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = randomFrom(seed);
      let text = texts[seed % texts.length] ?? '';
      for (let edit = 0; edit < 4; edit += 1) {
        const { start, end, newText } = mutate(random, text);
        text = text.slice(0, start) + newText + text.slice(end);
      }
      const shape = plain.parse(text).toString();
      if (shape.includes('⚠')) broken += 1;
      expect(shapeWithAnswers(text)).toBe(shape);
    }
    expect(broken).toBeGreaterThan(20);
  });
});
