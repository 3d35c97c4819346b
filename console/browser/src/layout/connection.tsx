import { onlineManager, useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { texts } from '../texts.js';
import styles from './layout.module.css';

/** Says that the browser is offline, or that the console does not answer and is tried again. */
export function Connection() {
  const isOnline = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  );
  const cache = useQueryClient().getQueryCache();
  const isAway = useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () =>
      cache.getAll().some(({ state }) => (state.error ?? state.fetchFailureReason)?.code === 'console_away'),
  );
  const said = isOnline ? (isAway ? texts.layout.reconnecting : '') : texts.layout.offline;
  return (
    <p className={styles.connection} aria-live="assertive" hidden={said === ''}>
      {said}
    </p>
  );
}
