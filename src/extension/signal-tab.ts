import * as vscode from 'vscode';
import type { Model } from '../core/network/graph';
import type { LensService, OffsetRange } from '../core/service';
import { proposalFor, type Proposal } from '../core/signal/proposal';
import type { Origin } from '../protocol';
import type { Configurations } from './configuration';
import { currentEditor } from './current-editor';
import type { Documents } from './documents';
import { describeError } from './log';
import type { Panel } from './panel';
import { placeLabel } from './plots';
import { signalList, type KeptSignals, type ProposalWithPlaces } from './signal-list';
import type { SourceView } from './source-view';

/** The Signal tab: signal and gradient per layer of the models in a document. */
export interface SignalTab extends vscode.Disposable {
  /** Sends the models of a view, the one at the offset selected; `reveal` opens the tab. */
  show(view: SourceView, offset: number, reveal: boolean): void;
}

export interface SignalTabServices {
  readonly panel: Panel;
  readonly configurations: Configurations;
  /** One of its own: documents are opened in it as they would be with suggestions applied. */
  readonly proposals: LensService;
  readonly log: vscode.LogOutputChannel;
}

/** What was sent last, so that a cursor that moves within it sends no more than where it is. */
interface Sent {
  readonly version: string;
  readonly names: string;
  readonly selected: number;
}

/** Of one version of one document. */
interface Known {
  readonly version: string;
  readonly proposals: Map<Model, ProposalWithPlaces | undefined>;
  readonly signals: KeptSignals;
}

export function createSignalTab({ panel, configurations, proposals, log }: SignalTabServices): SignalTab {
  let sent: Sent | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let known: Known | undefined;
  let lastOffset = 0;
  /** Until the page says that the tab is open: of messages that wait for it only the last one is kept. */
  let isToOpen = false;

  function show(view: SourceView, offset: number, reveal: boolean): void {
    const version = `${view.lens.uri}@${String(view.lens.version)}`;
    if (known?.version !== version) known = { version, proposals: new Map(), signals: new Map() };
    const { proposals: made, signals } = known;
    lastOffset = offset;
    isToOpen ||= reveal;
    let asked: Model | undefined;
    const list = signalList(
      view.lens,
      offset,
      (range) => originOf(range, view),
      (model) => {
        if (!made.has(model)) asked = model;
        return made.get(model);
      },
      signals,
    );
    const { models, selected, cursor } = list;
    const now: Sent = { version, names: models.map(({ name }) => name).join(), selected };
    const isSame = sent?.version === version && sent.names === now.names && sent.selected === selected;
    if (isSame && !isToOpen && asked === undefined) panel.send({ type: 'signalCursor', selected, cursor });
    else panel.send({ type: 'signal', ...list, reveal: isToOpen });
    sent = now;
    clearTimeout(timer);
    const model = asked;
    // The figures as they are come first; what suggestions make of them is traced when those are on the screen.
    if (model !== undefined)
      timer = setTimeout(() => {
        propose(model, view, made).catch((error: unknown) => {
          log.error(`What the suggestions for ${view.lens.uri} lead to: ${describeError(error)}`);
        });
      }, 0);
  }

  async function propose(model: Model, view: SourceView, made: Known['proposals']): Promise<void> {
    const { lint, rules } = await configurations.of(view.resource);
    const findings = lint ? view.lens.findings(rules) : [];
    const proposal = proposalFor(model, view.lens, findings, proposals);
    made.set(model, placed(proposal, view));
    if (proposal === undefined || known?.proposals !== made) return;
    sent = undefined;
    show(view, lastOffset, false);
  }

  const subscriptions = [
    panel.onDidReceive((message) => {
      // A page that loaded anew knows nothing.
      if (message.type === 'ready') sent = undefined;
      if (message.type === 'state' && message.tab === 'signal') isToOpen = false;
    }),
    configurations.onDidChange(() => {
      known = undefined;
    }),
  ];
  return {
    show,
    dispose: () => {
      clearTimeout(timer);
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

export function registerSignalCommand(
  documents: Documents,
  panel: Panel,
  signal: SignalTab,
): vscode.Disposable {
  const picked = panel.onDidReceive((message) => {
    if (message.type !== 'model') return;
    const view = documents.viewOfUri(message.origin.uri);
    if (view !== undefined) signal.show(view, message.origin.range.start, false);
  });
  const command = vscode.commands.registerCommand(
    'activationLens.showSignalPropagation',
    (uri?: unknown, position?: unknown) => {
      const editor = currentEditor();
      const document =
        uri instanceof vscode.Uri
          ? vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString())
          : editor?.document;
      const at = position instanceof vscode.Position ? position : editor?.selection.active;
      const view = document && documents.viewOf(document);
      const offset = document && at && view?.offsetAt(document, at);
      if (view === undefined || offset === undefined) {
        void vscode.window.showInformationMessage(
          vscode.l10n.t('Open a Python file with a model to see how its signal propagates.'),
        );
        return;
      }
      panel.open();
      signal.show(view, offset, true);
    },
  );
  return vscode.Disposable.from(picked, command);
}

/** A suggestion's title says what it does; that all of them change training is clear from what is drawn. */
function placed(proposal: Proposal | undefined, view: SourceView): ProposalWithPlaces | undefined {
  const ending = vscode.l10n.t('(changes training)');
  return (
    proposal && {
      ...proposal,
      fixes: proposal.fixes.map(({ title, rule, range }) => ({
        title: title.endsWith(ending) ? title.slice(0, -ending.length).trimEnd() : title,
        rule,
        origin: originOf(range, view),
      })),
    }
  );
}

function originOf(range: OffsetRange, view: SourceView): Origin | undefined {
  const at = view.locate(range);
  return (
    at && {
      uri: view.lens.uri,
      range,
      writable: [],
      label: placeLabel(at.document, at.range.start.line, view),
    }
  );
}
