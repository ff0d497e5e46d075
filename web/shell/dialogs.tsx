import { useState } from 'react';
import { useFileProblem } from '../editor/files.ts';
import { useShell } from '../state/shell.ts';
import { later } from '../ui/index.ts';

const AllDialogs = later('dialog', async () => (await import('./all-dialogs.tsx')).AllDialogs);

/** Loads the dialogs while nothing else is to be done. */
export const prepareDialogs = AllDialogs.prepare;

/** The dialog that is open, if any. They are there from the first one on. */
export function Dialogs() {
  const open = useShell((shell) => shell.dialog !== undefined);
  const problem = useFileProblem() !== undefined;
  const [used, setUsed] = useState(false);
  if (!used && (open || problem)) setUsed(true);
  return used ? <AllDialogs /> : null;
}
