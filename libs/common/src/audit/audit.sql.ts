/** $1 to $7: service, action, id, name and scopes of the key, parameters, request id. */
export const BEGIN_ENTRY = `/* audit.begin */
  INSERT INTO audit_entry (service, action, key_id, key_name, key_scopes, parameters, request_id)
  VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7) RETURNING id`;

export const END_ENTRY = `/* audit.end */
  UPDATE audit_entry SET outcome = $2, status = $3, problem = $4, ended_at = now() WHERE id = $1`;

/** An action whose caller went away may have come to an end before. */
export const ABANDON_ENTRY = `/* audit.abandon */
  UPDATE audit_entry SET outcome = 'failed', problem = 'caller_gone', ended_at = now() WHERE id = $1 AND outcome = 'started'`;

export const SET_JOB = `/* audit.set-job */ UPDATE audit_entry SET job_id = $2, job_kind = $3 WHERE id = $1`;

/** A job that no action has started. $1 to $4: service, action, job, kind of job. */
export const ADD_JOB = `/* audit.add-job */
  INSERT INTO audit_entry (service, action, key_name, outcome, ended_at, job_id, job_kind)
  SELECT $1, $2, $1, 'succeeded', now(), $3, $4
  WHERE NOT EXISTS (SELECT FROM audit_entry WHERE job_id = $3)`;
