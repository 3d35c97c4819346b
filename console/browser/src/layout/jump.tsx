import { lazy, Suspense, useEffect } from 'react';

const JumpDialog = lazy(() => import('./jump-dialog.js'));

/** The dialog that leads anywhere, also opened by Ctrl-K. Its code is loaded when it is first opened. */
export function Jump({ isOpen, setOpen }: { isOpen: boolean; setOpen: (isOpen: boolean) => void }) {
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', open);
    return () => window.removeEventListener('keydown', open);
  }, [setOpen]);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <JumpDialog onClose={() => setOpen(false)} />
    </Suspense>
  );
}
