import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import {
  UNSTABLE_Toast as AriaToast,
  Text,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { Button, IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './toast.module.css';

import type { ToastMessage } from './toast.tsx';

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/** Long enough to read twice, or to reach for the button [ms]; what went wrong stays until it is closed. */
const READING_TIME = 6000;
const ACTING_TIME = 15_000;

/** Shows a message at the edge of the screen; a screen reader reads it aloud. */
export function show(message: ToastMessage): void {
  const timeout = message.action === undefined ? READING_TIME : ACTING_TIME;
  queue.add(message, message.tone === 'bad' ? {} : { timeout });
}

const icons = { info: Info, good: CircleCheck, bad: CircleAlert } as const;

/** Where toasts appear. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className={styles['region'] ?? ''}>
      {({ toast: shown }) => {
        const { tone, title, detail, action } = shown.content;
        const Icon = icons[tone];
        return (
          <AriaToast toast={shown} className={classNames(styles['toast'], styles[tone])}>
            <Icon className={styles['icon']} aria-hidden />
            <ToastContent className={styles['content'] ?? ''}>
              <Text slot="title" className={styles['title'] ?? ''}>
                {title}
              </Text>
              {detail !== undefined && <Text slot="description">{detail}</Text>}
            </ToastContent>
            {action !== undefined && (
              <Button
                size="small"
                onPress={() => {
                  action.run();
                  queue.close(shown.key);
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton slot="close" label="Dismiss" size="small">
              <X />
            </IconButton>
          </AriaToast>
        );
      }}
    </ToastRegion>
  );
}
