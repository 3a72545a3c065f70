import * as vscode from 'vscode';
import { speaker } from '../core/phrase';

/** The core's phrases in the editor's language. */
export const say = speaker((template, values) => vscode.l10n.t(template, ...values));
