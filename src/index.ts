/** Plimsoll: the load line of a leveraged account. The domain is also exported whole. */
import 'reflect-metadata';
export * from '../domain/index.js';
export { MarginEngine } from './application/margin-engine.js';
export type { Answer, MarksAnswer } from './application/answer.js';
export type { AuditOptions, AuditReport } from './application/audit-report.js';
export type { AuditedPool } from './application/overlooked.js';
export { reproduce } from './application/reproduce.js';
export type { Reproduction } from './application/reproduction.js';
export { WatchMiss, type AuditMiss } from './application/watch-miss.js';
export type {
  EngineParts,
  CommandBatches,
  ImportWatcher,
  MarksOptions,
} from './application/engine-parts.js';
export type { Command } from './application/commands.js';
export { parseCommand, type ParsedCommand } from './input/parse-command.js';
export type { InvalidInput } from './input/invalid-input.js';
export { parseQuery, type ParsedQuery } from './input/parse-query.js';
export type { Query, QueryAnswer, Replies, ReplyTo } from './application/queries.js';
export type { StoryQuestion, TapeQuestion } from './history/answer-from-tape.js';
export type { ChargeRow } from './history/charges.js';
export { csvOf } from './history/csv.js';
export type { FillCause, FillRow } from './history/fills.js';
export type { LedgerRow } from './history/ledger.js';
export type { LiquidationRow } from './history/liquidation-rows.js';
export type { LotRow } from './history/lots.js';
export type { PositionRow } from './history/position-lives.js';
export {
  HISTORY_COLUMNS,
  HISTORY_KINDS,
  type HistoryKind,
  type HistoryPage,
  type HistoryQuestion,
  type HistoryRows,
} from './history/questions.js';
export type { WhyQuestion } from './history/why-liquidated.js';
export type { WhyLiquidated } from './history/why-report.js';
export type { CloseOutStory, LiquidationStory, StoryFill, StoryNote } from './history/story.js';
export type { AccountFigures, Shown } from './application/account-figures.js';
export type { ImaginedChange } from './application/imagined.js';
export type {
  AxisTerms,
  GridTerms,
  ReportedCell,
  StressReport,
} from './application/stress-report.js';
export type { Simulation, SimulationOptions } from './application/simulation.js';
export type { Overview } from './application/overview.js';
export type { ListenerFailure, OverviewListener } from './application/overview-subscriptions.js';
export { Notifications, type NotifierFailure } from './application/notifications.js';
export {
  TEMPLATES,
  type Template,
  type Templates,
  type Wording,
  type WordingContext,
} from './application/notification-templates.js';
export type { DebtReport } from './application/debt-report.js';
export type {
  LossStanding,
  ProtectedPosition,
  ProtectionReport,
} from './application/protection-report.js';
export type {
  ExecutionReport,
  ReportedFill,
  ReportedOrder,
  ReportedTotal,
} from './application/execution-report.js';
export type {
  ReportedScenario,
  ReportedUnit,
  ScenarioReport,
} from './application/scenario-report.js';
export type { RestoreWatcher } from './application/rebuild.js';
export type { Snapshot } from './application/snapshot.js';
export type { EngineEvent, RefusedPrice, TapeEvent } from './application/tape.js';
export {
  POOL_FIGURES,
  POSITION_FIGURES,
  poolFigure,
  positionFigure,
  type Figure,
  type PoolFigure,
  type PositionFigure,
} from './application/figures.js';
export type {
  AccountStore,
  CacheCounts,
  Clock,
  Envelope,
  EventSink,
  Ids,
  Journal,
  Venue,
  VenueAnswer,
  VenueExecution,
} from './ports/ports.js';
export type { FactorPrices, Watch, WatchCounts } from './ports/watch.js';
export type { Notification, Notifier } from './ports/notifier.js';
export { ConsoleNotifier } from './adapters/notifiers/console-notifier.js';
export { EmailNotifier, type EmailOptions } from './adapters/notifiers/email-notifier.js';
export {
  Inbox,
  type InboxItem,
  type InboxOptions,
  type InboxPage,
} from './adapters/notifiers/inbox.js';
export { WebhookNotifier, type WebhookOptions } from './adapters/notifiers/webhook-notifier.js';
export { isSignedWebhook, signWebhook } from './adapters/notifiers/webhook-signature.js';
export type { Counter, Gauge, Histogram, Metrics, MetricTerms } from './ports/metrics.js';
export { PortFailure } from './ports/port-failure.js';
export { CachedAccountStore, type CacheLimits } from './adapters/cached-account-store.js';
export { DurableFileJournal } from './adapters/durable-file-journal.js';
export { FileJournal } from './adapters/file-journal.js';
export { LmdbAccountStore, type LmdbOptions } from './adapters/lmdb/lmdb-account-store.js';
export { SequenceIds } from './adapters/sequence-ids.js';
export { FixedClock } from './adapters/fixed-clock.js';
export { MemoryAccountStore } from './adapters/memory-account-store.js';
export { MemoryJournal } from './adapters/memory-journal.js';
export { NoMetrics } from './adapters/no-metrics.js';
export { PrometheusMetrics } from './adapters/prometheus-metrics.js';
export { ScriptedVenue, type Script } from './adapters/scripted-venue.js';
export { SimulatedVenue, type VenueBehaviour } from './adapters/simulated-venue.js';
export { SystemClock } from './adapters/system-clock.js';
export { NaiveWatch } from './watch/naive-watch.js';
export { TriggerWatch } from './watch/trigger-watch.js';
export * from './di/index.js';
export * from './presets/index.js';
export { presetSchema, readPreset, type PresetRead } from './scenario/preset-file.js';
export { readScenario } from './scenario/read.js';
export { runScenario, type RunOptions, type ScenarioResult } from './scenario/run.js';
export { scenarioSchema } from './scenario/schema.js';
export type { Expectation, Scenario, Step } from './scenario/format.js';
