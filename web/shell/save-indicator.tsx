import { CloudAlert, CloudCheck, CloudUpload } from 'lucide-react';
import { useSaveState } from '../state/autosave.ts';
import styles from './shell.module.css';

const icons = { saved: CloudCheck, saving: CloudUpload, failed: CloudAlert } as const;
const words = { saved: 'Saved', saving: 'Saving', failed: 'Not saved' } as const;

/** Whether the work is kept in this browser. */
export function SaveIndicator() {
  const save = useSaveState();
  const Icon = icons[save.state];
  const at =
    save.state === 'saved' && save.at !== undefined ? ` Last at ${new Date(save.at).toLocaleTimeString()}.` : '';
  const detail =
    save.state === 'failed'
      ? `${save.why} Save the design as a file.`
      : `Every change is kept in this browser at once.${at}`;
  return (
    <span className={styles['saved']} data-save={save.state} title={detail}>
      <Icon aria-hidden />
      {words[save.state]}
    </span>
  );
}
