/** Tests a rule with snippets of Python in which the expected findings are marked. CONTRIBUTING.md shows how to write them. */
import { describe, expect, it } from 'vitest';
import { applyEdits, mergeSafeFixes } from '../../../src/core/lint/fixes/fixes';
import type { Framework } from '../../../src/core/frameworks/symbol';
import type { Rule, Severity } from '../../../src/core/lint/rule';
import { createLensService } from '../../../src/core/service';
import type {
  LensDocument,
  LensService,
  LintConfiguration,
  ReportedFinding,
} from '../../../src/core/service';
import { newLines, program, readMarks, writeMarks } from './snippets';

export interface ValidSnippet {
  /** What the example shows, for the test's title; else its first line. */
  readonly name?: string;
  readonly code: string;
  /** Other files of the project by path (`helpers.py`), importable from the snippet. */
  readonly files?: Readonly<Record<string, string>>;
}
export interface InvalidSnippet extends ValidSnippet {
  /** One for all findings, or one for each in order. */
  readonly message?: RegExp | readonly RegExp[];
  readonly severity?: Severity | readonly Severity[];
  /**
   * What fixes write, by title, over all findings of the snippet: the lines that the program has after the fix and did not have
   * before (trimmed); one line may go without the list. A text with a line break is compared as the whole program.
   * Given, it names every fix there is.
   */
  readonly fixes?: Readonly<Record<string, string | readonly string[]>>;
}
export interface Snippets {
  readonly valid: readonly (string | ValidSnippet)[];
  readonly invalid: readonly (string | InvalidSnippet)[];
}

const SNIPPETS_PER_FRAMEWORK = 4;
const ROOT = 'file:///project/';
const SNIPPET = `${ROOT}snippet.py`;
/** What happens, the figure, what to do: an editor shows it above the line, and a hover below. */
const MOST_WORDS = 20;
/** More rounds of fix-all than any snippet has findings. */
const MAXIMUM_ROUNDS = 10;

/** Declares the tests of one rule: every framework that its meta names needs its snippets. */
export function ruleTester(rule: Rule, snippets: Readonly<Partial<Record<Framework, Snippets>>>): void {
  describe(rule.meta.name, () => {
    it('has snippets for each framework that it says it covers', () => {
      expect(Object.keys(snippets).sort()).toEqual([...rule.meta.frameworks].sort());
      for (const [framework, { valid, invalid }] of Object.entries(snippets)) {
        expect(valid.length, `valid snippets for ${framework}`).toBeGreaterThanOrEqual(
          SNIPPETS_PER_FRAMEWORK,
        );
        expect(invalid.length, `invalid snippets for ${framework}`).toBeGreaterThanOrEqual(
          SNIPPETS_PER_FRAMEWORK,
        );
      }
    });
    for (const [framework, { valid, invalid }] of Object.entries(snippets) as [Framework, Snippets][]) {
      describe(framework, () => {
        for (const [index, given] of valid.entries()) {
          const snippet = typeof given === 'string' ? { code: given } : given;
          it(`is silent: ${title(snippet, index)}`, () => {
            const run = new Run(rule, program(snippet.code, framework), snippet.files);
            expect(run.marked()).toBe(run.code);
          });
        }
        for (const [index, given] of invalid.entries()) {
          const snippet: InvalidSnippet = typeof given === 'string' ? { code: given } : given;
          describe(`reports: ${title(snippet, index)}`, () => testInvalid(rule, snippet, framework));
        }
      });
    }
  });
}

function testInvalid(rule: Rule, snippet: InvalidSnippet, framework: Framework): void {
  const marked = program(snippet.code, framework);
  const { code, findings: expected, related } = readMarks(marked);
  const run = () => new Run(rule, code, snippet.files);

  it('at the marked place', () => {
    expect(expected.length, 'a snippet that is invalid has a ⟦mark⟧').toBeGreaterThan(0);
    const { findings } = run();
    expect(writeMarks(code, findings)).toBe(writeMarks(code, expected));
    checkEach(snippet.message, findings, ({ message }, pattern) => expect(message).toMatch(pattern));
    checkEach(snippet.severity, findings, ({ severity }, wanted) => expect(severity).toBe(wanted));
    if (related.length === 0) return;
    const places = findings.flatMap((finding) => finding.related).filter(({ uri }) => uri === SNIPPET);
    expect(writeMarks(code, unique(places), ['⟪', '⟫'])).toBe(writeMarks(code, related, ['⟪', '⟫']));
  });

  if (snippet.fixes !== undefined)
    it('with its fixes', () => {
      const { findings } = run();
      const offered = findings.flatMap(({ fixes }) => fixes);
      const { fixes = {} } = snippet;
      expect([...new Set(offered.map((fix) => fix.title))].sort()).toEqual(Object.keys(fixes).sort());
      for (const [fixTitle, wanted] of Object.entries(fixes)) {
        const edits = offered.filter((fix) => fix.title === fixTitle).flatMap((fix) => fix.edits);
        const fixed = applyEdits(code, withoutRepeats(edits));
        if (typeof wanted === 'string' && wanted.includes('\n'))
          expect(fixed).toBe(program(wanted, framework));
        else expect(newLines(code, fixed)).toEqual(typeof wanted === 'string' ? [wanted] : wanted);
      }
    });

  it('and says it in at most twenty words', () => {
    for (const { message } of run().findings)
      expect(wordsIn(message), message).toBeLessThanOrEqual(MOST_WORDS);
  });

  it('and every fix leaves a program that parses, with one finding less', () => {
    const first = run();
    for (const fix of first.findings.flatMap(({ fixes }) => fixes)) {
      expect(fix.edits.length, `edits of "${fix.title}"`).toBeGreaterThan(0);
      const after = new Run(rule, applyEdits(code, fix.edits), snippet.files);
      expect(placesOf(after.findings), after.marked()).toBeLessThan(placesOf(first.findings));
    }
  });

  it('and fixing all that is safe ends with nothing left to fix', () => {
    let current = run();
    for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
      const edits = mergeSafeFixes(current.findings.flatMap(({ fixes }) => fixes));
      if (edits.length === 0) return;
      current = new Run(rule, applyEdits(current.code, edits), snippet.files);
    }
    expect.unreachable(`fixes keep coming:\n${current.marked()}`);
  });

  it('and finds the same after the text above it changed', () => {
    const { service, findings, code: text } = run();
    const inserted = '# moved\n\n';
    const moved = service.update(SNIPPET, 2, inserted + text, [{ start: 0, end: 0, newText: inserted }]);
    const shifted = moved.findings(configuration(rule));
    expect(shifted.map(({ start, message }) => ({ start: start - inserted.length, message }))).toEqual(
      findings.map(({ start, message }) => ({ start, message })),
    );
  });
}

/** Findings with the places that are told beside them: mending one of several leaves the finding to the others. */
function placesOf(findings: readonly ReportedFinding[]): number {
  const told = ({ message }: ReportedFinding['related'][number]): number =>
    1 + Number(/and in (\d+) more places/.exec(message)?.[1] ?? 0);
  return findings.reduce((sum, { related }) => sum + 1 + related.reduce((all, one) => all + told(one), 0), 0);
}

function wordsIn(message: string): number {
  return message.split(/\s+/).length;
}

/** One program run through the whole path: parse, bind, trace, lint. A rule that throws and a program that does not parse fail the test. */
class Run {
  readonly service: LensService;
  readonly findings: readonly ReportedFinding[];
  private readonly document: LensDocument;

  constructor(
    rule: Rule,
    readonly code: string,
    files: Readonly<Record<string, string>> = {},
  ) {
    const complaints: string[] = [];
    const log = (message: string) => void complaints.push(message);
    this.service = createLensService({ rules: [rule], log, source: sourceOf(files) });
    this.document = this.service.update(SNIPPET, 1, code);
    this.findings = this.document.findings(configuration(rule));
    expect(complaints).toEqual([]);
    expect(this.document.syntaxErrors, `does not parse:\n${code}`).toEqual([]);
  }

  marked(): string {
    return writeMarks(this.code, this.findings);
  }
}

function configuration({ meta }: Rule): LintConfiguration {
  return { select: [meta.name], ignore: [], severity: {} };
}

function sourceOf(files: Readonly<Record<string, string>>) {
  return {
    read: (uri: string) => files[uri.slice(ROOT.length)],
    resolve: (module: string) => {
      const path = module.replaceAll('.', '/');
      const found = [`${path}.py`, `${path}/__init__.py`].find((candidate) => files[candidate] !== undefined);
      return found && ROOT + found;
    },
  };
}

function title({ name, code }: ValidSnippet, index: number): string {
  const lines = code.split('\n').map((line) => line.trim());
  return name ?? lines.find((line) => line.includes('⟦')) ?? lines.find((line) => line !== '') ?? `#${index}`;
}

function checkEach<Wanted extends string | RegExp>(
  wanted: Wanted | readonly Wanted[] | undefined,
  findings: readonly ReportedFinding[],
  check: (finding: ReportedFinding, wanted: Wanted) => void,
): void {
  if (wanted === undefined) return;
  const each: readonly Wanted[] = Array.isArray(wanted) ? wanted : findings.map(() => wanted as Wanted);
  expect(findings.map(({ message }) => message)).toHaveLength(each.length);
  findings.forEach((finding, index) => check(finding, each[index] as Wanted));
}

function unique<Range extends { readonly start: number; readonly end: number }>(ranges: readonly Range[]) {
  const keys = ranges.map(({ start, end }) => `${start}:${end}`);
  return ranges.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function withoutRepeats<
  Edit extends { readonly start: number; readonly end: number; readonly newText: string },
>(edits: readonly Edit[]): readonly Edit[] {
  const keys = edits.map((edit) => `${edit.start}:${edit.end}:${edit.newText}`);
  return edits.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}
