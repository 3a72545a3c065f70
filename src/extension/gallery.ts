import * as vscode from 'vscode';
import type { ToPanelMessages } from '../protocol';
import type { Analysis } from './analysis';
import { openUnits } from './documents';
import { findFiles } from './find-files';
import type { Panel } from './panel';

type Own = ToPanelMessages['gallery']['own'][number];

const MOST_FILES = 400;
const MOST_FUNCTIONS = 300;

/** What the gallery shows of the workspace: what is known at once, then with the functions of closed files. */
export async function showGallery(analysis: Analysis, panel: Panel, reveal: boolean): Promise<void> {
  // A page that does not listen yet gets the last message only.
  const isStarting = panel.state === undefined;
  const known = await analysis.ask('frameworks', { uri: '' });
  const frameworks = known?.frameworks ?? {};
  const open = openUnits().map((uri) => uri.toString());
  const own: Own[] = [];
  const add = async (uri: string, label: string): Promise<void> => {
    own.push(...((await analysis.ask('own', { uri, label }))?.own ?? []));
  };
  for (const uri of open) await add(uri, '');
  const message = { type: 'gallery' as const, frameworks };
  panel.send({ ...message, own: own.slice(0, MOST_FUNCTIONS), complete: false, reveal });
  const ofOpen = own.length;
  for (const uri of await findFiles(['py'], MOST_FILES)) {
    if (own.length - ofOpen >= MOST_FUNCTIONS) break;
    if (!open.includes(uri.toString())) await add(uri.toString(), vscode.workspace.asRelativePath(uri));
  }
  panel.send({
    ...message,
    own: own.slice(0, MOST_FUNCTIONS),
    complete: true,
    reveal: reveal && isStarting,
  });
}
