import { describe, expect, it } from 'vitest';
import { createTriedChanges, type Answers } from '../../src/webview/tried-changes';
import type { ToExtensionMessages, ToPanelMessages } from '../../src/protocol';

type Asked = ToExtensionMessages['whatIf'];
type Outcome = ToPanelMessages['whatIf'];

const origin: Asked['origin'] = {
  uri: 'file:///a.py',
  range: { start: 0, end: 1 },
  writable: [],
  label: 'a.py:1',
};
const he: Answers = { initializer: 'he' };
const xavier: Answers = { initializer: 'xavier' };

function page() {
  const asked: Asked[] = [];
  const shown: Answers[] = [];
  const tried = createTriedChanges(
    (message) => {
      if (message.type === 'whatIf') asked.push(message);
    },
    ({ answers }) => shown.push(answers),
  );
  const answer = (index: number): void => {
    const question = asked[index];
    if (question === undefined) throw new Error(`${String(index)} was not asked`);
    const outcome: Outcome = {
      type: 'whatIf',
      request: question.request,
      answers: question.answers,
      choices: [],
      presets: [],
      forward: [],
      backward: [],
      signal: 'unknown',
      gradient: 'unknown',
      layers: 0,
      written: [],
      changes: [],
      places: 0,
    };
    tried.arrived(outcome);
  };
  return { tried, asked, shown, answer };
}

describe('changes that are tried out', () => {
  it('are shown at once where they were looked at before, and asked for once', () => {
    const { tried, asked, shown, answer } = page();
    tried.lookAhead(origin, [he, xavier, he]);
    expect(asked).toHaveLength(1);
    answer(0);
    answer(1);
    expect(shown).toEqual([]);
    tried.choose(origin, xavier);
    tried.choose(origin, he);
    expect(shown).toEqual([xavier, he]);
    expect(asked).toHaveLength(2);
  });

  it('wait for one question at most that was asked ahead', () => {
    const { tried, asked, shown, answer } = page();
    tried.lookAhead(origin, [he, xavier, { norm: 'layer' }]);
    tried.choose(origin, xavier);
    expect(asked.map(({ answers }) => answers)).toEqual([he, xavier]);
    answer(0);
    answer(1);
    expect(shown).toEqual([xavier]);
    expect(asked).toHaveLength(2);
  });

  it('are not asked for again while their answer is on its way', () => {
    const { tried, asked, shown, answer } = page();
    tried.lookAhead(origin, [he]);
    tried.choose(origin, he);
    expect(asked).toHaveLength(1);
    answer(0);
    expect(shown).toEqual([he]);
  });

  it('show the last choice, whatever is answered after it', () => {
    const { tried, shown, answer } = page();
    tried.choose(origin, he);
    tried.choose(origin, xavier);
    answer(1);
    answer(0);
    expect(shown).toEqual([xavier]);
  });

  it('forget what was answered for another model', () => {
    const { tried, asked, shown, answer } = page();
    tried.choose(origin, he);
    tried.forget();
    answer(0);
    expect(shown).toEqual([]);
    tried.choose(origin, he);
    expect(asked).toHaveLength(2);
  });

  it('are the same question in any order of their answers', () => {
    const { tried, asked, answer } = page();
    tried.choose(origin, { initializer: 'he', norm: 'layer' });
    answer(0);
    tried.choose(origin, { norm: 'layer', initializer: 'he' });
    expect(asked).toHaveLength(1);
  });
});
