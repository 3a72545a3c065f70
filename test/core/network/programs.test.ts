/** Small programs of every kind of statement and expression: what the interpreter claims to know is what CPython printed. */
import { describe, expect, it } from 'vitest';
import reference from '../../reference/programs.json';
import { compareProgram, type Written } from './programs';

interface Program {
  readonly name: string;
  readonly lines: readonly string[];
  readonly result: Written;
  /** Parts that the interpreter leaves open. */
  readonly silent?: readonly string[];
}

const programs = reference.programs as unknown as readonly Program[];

describe('programs as CPython ran them', () => {
  it.each(programs.map((program) => [program.name, program] as const))('%s', (_, program) => {
    expect(compareProgram(program.lines, program.result)).toEqual({
      wrong: [],
      silent: program.silent ?? [],
    });
  });
});
