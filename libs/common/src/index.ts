export { BoundedCache } from './cache/bounded-cache.js';
export { CURRENT_KEY_PATH } from './keys/key-checks.js';
export { KeyRing } from './keys/key-ring.js';
export { KeyUpdates } from './keys/key-updates.js';
export { hashKey, SETTINGS_PREFIX } from './keys/settings-keys.js';
export { AUDIT_OUTCOMES, AuditLog } from './audit/audit-log.js';
export type { AuditOutcome } from './audit/audit-log.js';
export {
  BARRED,
  BARRED_USERS,
  CONTACT_BAR,
  CONTACT_BARS,
  COUNT_LEFT_OUT,
  joinContactBars,
  LeftOutDto,
  leftOutHeader,
  leftOutOf,
  mayBeContacted,
  RUNNING_CAMPAIGNS,
} from './contacts/contact-bars.js';
export type { ContactBar } from './contacts/contact-bars.js';
export { propertyValueOf, SONG_PROPERTIES, VALUE_MEANINGS } from './conditions/song-properties.js';
export type { SongProperties } from './conditions/song-properties.js';
export type { PropertyType, PropertyValue } from './conditions/conditions.js';
export { ConditionBody, ConditionsBody } from './conditions/conditions.dto.js';
export { amongSql, conditionsSql, joinedSql, withinSql } from './conditions/conditions.sql.js';
export type { Bind } from './conditions/conditions.sql.js';
export { advisoryLock, lockHoldersSql } from './database/advisory-locks.js';
export { asNumber, createDataSource } from './database/data-source.js';
export { databaseTrouble } from './database/database-trouble.js';
export { Exports } from './database/exports.js';
export { Database, fetched, LONG_STATEMENTS } from './database/database.js';
export type { Transaction } from './database/database.js';
export { OuterIds } from './outer-ids/outer-ids.js';
export type { IdForm } from './outer-ids/outer-ids.js';
export { Reads } from './database/reads.js';
export { Rounds } from './database/rounds.js';
export { ReadinessChecks } from './health/readiness-checks.js';
export { createApiDocument } from './service/api-document.js';
export { asSigned, ErasureModule, UserHashing } from './erasure/user-hashes.js';
export type { UserHashes } from './erasure/sip-hash.js';
export { DomainError } from './errors/domain-error.js';
export { ENTITY_ID_MEANING, isEntityId } from './fields/entity-id.js';
export { Answers } from './http/answers.js';
export { answerOf, JoinedType } from './fields/field.js';
export { Field } from './fields/fields.js';
export { EstimateDto, IntervalDto } from './fields/interval.dto.js';
export { CursorPageDto, CursorQuery, LimitQuery, SongIdParams, UserIdParams } from './fields/request.dto.js';
export { powersOf, SCOPES } from './http/credential.js';
export type { Credential, Scope } from './http/credential.js';
export { CallerGone } from './http/caller-gone.js';
export { Cursors } from './http/cursors.js';
export { Signatures } from './http/signatures.js';
export { ProblemDto, Refuses } from './http/problem.dto.js';
export { Compressed, COST, Costs, Revalidated, StreamsBody } from './http/route-options.js';
export { createService } from './service/create-service.js';
export type { ServiceDefinition } from './service/create-service.js';
export { runService } from './service/run-service.js';
export { PromotesVersion, RollsBackVersion } from './registry/version-actions.js';
export { HourlyUpkeep } from './jobs/hourly-upkeep.js';
export { JobAccepted } from './jobs/job-accepted.js';
export type { JobContext } from './jobs/running-job.js';
export { JOB_STATES, JobDto, JobInputDto } from './jobs/job.dto.js';
export { JOB_STATE } from './jobs/jobs.sql.js';
export { installJobQueue } from './jobs/job-queue.js';
export { JobSchedules } from './jobs/job-schedules.js';
export { JobWorkers } from './jobs/job-workers.js';
export { JobsService } from './jobs/jobs.service.js';
export { SchedulesDto } from './jobs/job.dto.js';
export { LiveModel } from './registry/live-model.js';
export type { LoadedModel } from './registry/live-model.js';
export { countLookups, Metrics } from './metrics/metrics.js';
export type { CacheLookups } from './metrics/metrics.js';
export { ModelRegistry } from './registry/model-registry.js';
export { MODEL_STATES, ModelVersion } from './registry/model-version.entity.js';
export type { Gate, GateDecision, ModelSummary } from './registry/model-version.entity.js';
export {
  describeVersion,
  MadeVersionDto,
  ModelVersionDto,
  ModelVersionsDto,
  ModelVersionParams,
  PromotionBody,
  RollbackBody,
} from './registry/model-version.dto.js';
export {
  cronSetting,
  integerSetting,
  loadSettings,
  numberSetting,
  SettingsError,
} from './settings/load-settings.js';
export { platformSettings, SETTINGS, SETTLING_SETTING } from './settings/platform-settings.js';
export type { PlatformSettings } from './settings/platform-settings.js';
export { within } from './waiting/within.js';
export { readInput } from './fields/read-input.js';
export { nearestHint } from './fields/nearest.js';
