import type { Webhook } from '../api/webhooks.ts'

type EventType = Webhook['event']

/** What receivers can be told of, in words. */
const TITLES: Readonly<Record<EventType, string>> = {
  all: 'Everything',
  upload: 'Uploads',
  eager: 'Derived files that are made',
  delete: 'Deletions',
  restore_asset_version: 'Restored versions',
  rename: 'Renames',
  move: 'Moves to another folder',
  resource_display_name_changed: 'Display names',
  resource_tags_changed: 'Tags',
  resource_context_changed: 'Context',
  resource_metadata_changed: 'Metadata',
  access_control_changed: 'Access control',
  moderation: 'Moderation',
  related_assets: 'Relations',
  create_folder: 'New folders',
  delete_folder: 'Deleted folders',
  move_or_rename_asset_folder: 'Moved or renamed folders',
  error: 'Errors of what was asynchronous',
}

export const EVENT_OPTIONS = Object.entries(TITLES)
export const eventTitle = (event: string): string => TITLES[event as EventType] ?? event
