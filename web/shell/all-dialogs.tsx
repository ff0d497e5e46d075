import { AddPick, CommandPick, ConnectionsPick, ConnectPick } from '../palette/index.ts';
import { PlacesDialog } from '../places/index.ts';
import { ScenarioPicker } from '../scenarios/index.ts';
import { closeDialog, useShell } from '../state/shell.ts';
import { FileProblemDialog } from './file-problem-dialog.tsx';
import { SharedDialog } from './shared-dialog.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';

/** Every dialog of the studio; the one that is open is seen. */
export function AllDialogs() {
  const dialog = useShell((shell) => shell.dialog);
  return (
    <>
      <ScenarioPicker isOpen={dialog?.name === 'scenarios'} onClose={closeDialog} />
      <PlacesDialog isOpen={dialog?.name === 'places'} onClose={closeDialog} />
      <ShortcutSheet isOpen={dialog?.name === 'shortcuts'} onClose={closeDialog} />
      {dialog?.name === 'add' && <AddPick {...dialog} />}
      {dialog?.name === 'connect' && <ConnectPick from={dialog.from} />}
      {dialog?.name === 'connections' && <ConnectionsPick of={dialog.of} />}
      {dialog?.name === 'commands' && <CommandPick />}
      {dialog?.name === 'shared' && <SharedDialog document={dialog.document} onClose={closeDialog} />}
      <FileProblemDialog />
    </>
  );
}
