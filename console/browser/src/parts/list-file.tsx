import { useMutation } from '@tanstack/react-query';
import { saveFile } from '../data/csv.js';
import { texts } from '../texts.js';
import { Failure } from './failure.js';

/** A button that asks the services for a whole list and saves it as a CSV. */
export function ListFile({
  label,
  fileName,
  content,
}: {
  label: string;
  fileName: string;
  content: () => Promise<string>;
}) {
  const saving = useMutation({
    mutationFn: content,
    onSuccess: (text) => saveFile(fileName, text),
  });
  return (
    <>
      <button type="button" disabled={saving.isPending} onClick={() => saving.mutate()}>
        {saving.isPending ? texts.lists.gathering : label}
      </button>
      {saving.error !== null && <Failure problem={saving.error} />}
    </>
  );
}
