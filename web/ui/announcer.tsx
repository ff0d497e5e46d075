import { useEffect, useState } from 'react';
import { onAnnounced } from '../state/announce.ts';

/** The polite live region; the app has one. The same words twice in a row are said twice. */
export function Announcer() {
  const [said, setSaid] = useState({ message: '', count: 0 });
  useEffect(() => onAnnounced((message) => setSaid(({ count }) => ({ message, count: count + 1 }))), []);
  return (
    <div role="status" aria-live="polite" className="visually-hidden" data-announcer>
      <span key={said.count}>{said.message}</span>
    </div>
  );
}
