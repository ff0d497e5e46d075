import type { DesignDocument } from '../../src/index.ts';
import { openShared } from '../editor/share.ts';
import { counted, typeTitle } from '../editor/words.ts';
import { useDocument } from '../state/document-store.ts';
import { useOwnership } from '../state/tab-lock.ts';
import { Button, Dialog } from '../ui/index.ts';

/** What is in a design, in a sentence: how much, and of which kinds most. */
function contents({ components, connections, faults = [] }: DesignDocument): string {
  const kinds = [...new Set(components.map(({ type }) => typeTitle(type)))];
  const named = kinds.slice(0, 6).join(', ') + (kinds.length > 6 ? ', …' : '');
  const broken = faults.length === 0 ? '' : ` and ${counted(faults.length, 'fault')}`;
  const sum = `${counted(components.length, 'component')}, ${counted(connections.length, 'connection')}${broken}`;
  return kinds.length === 0 ? `${sum}.` : `${sum}: ${named}.`;
}

/** What a link holds, before anything is replaced by it. */
export function SharedDialog({
  document,
  onClose,
}: {
  readonly document: DesignDocument;
  readonly onClose: () => void;
}) {
  const mine = useDocument((own) => own);
  const isReader = useOwnership() === 'reader';
  return (
    <Dialog
      title="A design was shared with you"
      isOpen
      onClose={onClose}
      size="small"
      footer={
        <>
          <Button onPress={onClose}>Keep mine</Button>
          <Button
            variant="primary"
            isDisabled={isReader}
            onPress={() => {
              onClose();
              void openShared(document);
            }}
          >
            Open it
          </Button>
        </>
      }
    >
      <p>
        <b>{document.name}</b>
      </p>
      <p>{contents(document)}</p>
      {document.scenario !== undefined && <p>It belongs to the scenario “{document.scenario}”.</p>}
      <p>
        {isReader
          ? 'Another tab has the design: take it over first.'
          : mine.components.length === 0
            ? 'Your canvas is empty.'
            : `It takes the place of “${mine.name}”, which is one undo away.`}
      </p>
    </Dialog>
  );
}
