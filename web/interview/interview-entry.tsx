import { MessagesSquare } from 'lucide-react';
import { useEffect, useState } from 'react';
import { showRail } from '../state/shell.ts';
import { useOwnership } from '../state/tab-lock.ts';
import { Button, later } from '../ui/index.ts';
import { getInterview, showInterview, useInterview } from './interview-store.ts';
import { presence } from './presence.ts';

const StartDialog = later('interview', async () => (await import('./start-dialog.view.tsx')).default);

/** One tab at a time conducts an interview: the one that owns the design. */
function useOneTab(): void {
  const ownership = useOwnership();
  useEffect(() => {
    if (ownership === 'owner' && presence() !== undefined) {
      void import('./lifecycle.ts').then(({ resumeInterview }) => resumeInterview());
    }
    // Another tab has taken over; what was written down is there for it.
    if (ownership === 'reader' && getInterview() !== undefined) showInterview(undefined);
  }, [ownership]);
}

/** The way into an interview, and back to the one that is under way. */
export function InterviewEntry() {
  const interview = useInterview();
  const [open, setOpen] = useState(false);
  useOneTab();
  return (
    <>
      <Button
        icon={<MessagesSquare aria-hidden />}
        onPress={() => (interview === undefined ? setOpen(true) : showRail('interview'))}
      >
        Interview
      </Button>
      {open && <StartDialog onClose={() => setOpen(false)} />}
    </>
  );
}
