/** What the Signal tab hears of changes that somebody tries out. */
import type { Model } from '../core/network/graph';
import type { Say } from '../core/phrase';
import type { LensDocument } from '../core/service';
import { isNoChange, questions, type Answers } from '../core/what-if/changes';
import { changesFrom, choicesFor, presetsFor } from '../core/what-if/choices';
import { outcomeOf } from '../core/what-if/outcome';
import type { ToPanelMessages } from '../protocol';
import { panelFigure } from './panel-figure';

export function answersIn(given: Readonly<Record<string, string>>): Answers {
  const known = new Map(Object.entries(given));
  return Object.fromEntries(
    questions.flatMap((question) => {
      const value = known.get(question);
      return value === undefined || value === '' ? [] : [[question, value]];
    }),
  );
}

export function whatIfAnswer(
  lens: LensDocument,
  model: Model,
  answers: Answers,
  request: number,
  say: Say,
): ToPanelMessages['whatIf'] {
  const changes = changesFrom(model, answers);
  const { forward, backward, signal, gradient, layers } = outcomeOf(model, changes);
  const { written } = isNoChange(changes) ? { written: {} } : lens.editsFor(model, changes);
  return {
    type: 'whatIf',
    request,
    choices: choicesFor(model).map(({ question, now, offered, reason }) => ({
      question,
      now: now === undefined ? '' : say(now).slice(0, 200),
      offered: offered.map(({ value, label }) => ({ value, label: say(label) })),
      reason: reason === undefined ? '' : say(reason),
    })),
    presets: presetsFor(model).map(({ title, answers: own }) => ({
      title: say(title),
      answers: answersOf(own),
    })),
    answers: answersOf(answers),
    forward: forward.slice(0, 2_000).map(panelFigure),
    backward: backward.slice(0, 2_000).map(panelFigure),
    signal: panelFigure(signal),
    gradient: panelFigure(gradient),
    layers,
    written: questions.filter((question) => question in written),
  };
}

const answersOf = (answers: Answers): Readonly<Record<string, string>> =>
  Object.fromEntries(
    questions.flatMap((question) => (answers[question] === undefined ? [] : [[question, answers[question]]])),
  );
