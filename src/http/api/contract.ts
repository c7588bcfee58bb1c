import type { sessionSchema } from '../account/session.ts'
import type { userSchema } from '../account/users.ts'
import type { InputOf } from '../params.ts'
import type { assetSchema } from './asset-answer.ts'
import type { cardSchema } from './asset-card.ts'
import type { detailsSchema } from './asset-details.ts'
import type { layoutSchema } from './asset-layout.ts'
import type { assetsSchema, knownAssetsSchema } from './assets.ts'
import type { relationResultsSchema } from './bulk-answer.ts'
import type { bundleLinkSchema, bundleLinksSchema } from './bundle.ts'
import type { changedAssetsSchema } from './changed-assets.ts'
import type { checkDeletionsSchema } from './check-deletions.ts'
import type { checkedSchema } from './check-relations.ts'
import type { checkupSchema } from './checkup.ts'
import type { deletedAssetsSchema } from './delete-assets.ts'
import type { foldersSchema, tagsSchema } from './folders-and-tags.ts'
import type { groupsSchema } from './groups.ts'
import type { changeSchema } from './history-answer.ts'
import type { keySchema, newKeySchema } from './keys.ts'
import type { kindSchema } from './kinds.ts'
import type { metadataFieldsSchema } from './metadata-fields.ts'
import type { overviewSchema } from './overview.ts'
import type { pathSchema } from './path.ts'
import type { bySearchSchema } from './relate-by-search.ts'
import type { relatedSchema } from './related.ts'
import type { amongSchema } from './relations-among.ts'
import type { replacedSchema } from './replace-related.ts'
import type { requestSchema } from './requests.ts'
import type { ruleSchema } from './rules.ts'
import type { savedSearchesSchema, savedSearchSchema } from './searches.ts'
import type { sidecarsSchema } from './sidecars.ts'
import type { suggestionsSchema } from './suggestions.ts'
import type { undoSchema } from './undo.ts'
import type { hubsSchema, unrelatedSchema } from './unrelated-and-hubs.ts'
import type { walkSchema } from './walk.ts'
import type { deliveryDetailsSchema, deliverySchema } from './webhook-deliveries.ts'
import type { webhookSchema } from './webhooks.ts'

/** What our own API answers, as clients of it may rely on: types alone, made from the schemas of /openapi.json. */
export type Kind = InputOf<typeof kindSchema>
export type Walk = InputOf<typeof walkSchema>
export type RelationsAmong = InputOf<typeof amongSchema>
export type Path = InputOf<typeof pathSchema>
export type Groups = InputOf<typeof groupsSchema>
export type UnrelatedAssets = InputOf<typeof unrelatedSchema>
export type Hubs = InputOf<typeof hubsSchema>
export type Undo = InputOf<typeof undoSchema>
export type LoggedChange = InputOf<typeof changeSchema>
export type Related = InputOf<typeof relatedSchema>
export type RelationResults = InputOf<typeof relationResultsSchema>
export type DeletionChecks = InputOf<typeof checkDeletionsSchema>
export type ReplacedRelated = InputOf<typeof replacedSchema>
export type CheckedRelations = InputOf<typeof checkedSchema>
export type RelatedBySearch = InputOf<typeof bySearchSchema>
export type RelatedSidecars = InputOf<typeof sidecarsSchema>
export type Suggestions = InputOf<typeof suggestionsSchema>
export type RelationRule = InputOf<typeof ruleSchema>
export type BundleLink = InputOf<typeof bundleLinkSchema>
export type BundleLinks = InputOf<typeof bundleLinksSchema>
export type Overview = InputOf<typeof overviewSchema>
export type Session = InputOf<typeof sessionSchema>
export type User = InputOf<typeof userSchema>
export type AssetInList = InputOf<typeof assetSchema>
export type AssetCard = InputOf<typeof cardSchema>
export type Assets = InputOf<typeof assetsSchema>
export type KnownAssets = InputOf<typeof knownAssetsSchema>
export type AssetLayout = InputOf<typeof layoutSchema>
export type AssetDetails = InputOf<typeof detailsSchema>
export type Folders = InputOf<typeof foldersSchema>
export type Tags = InputOf<typeof tagsSchema>
export type ApiKey = InputOf<typeof keySchema>
export type NewApiKey = InputOf<typeof newKeySchema>
export type Webhook = InputOf<typeof webhookSchema>
export type WebhookDelivery = InputOf<typeof deliverySchema>
export type WebhookDeliveryDetails = InputOf<typeof deliveryDetailsSchema>
export type ChangedAssets = InputOf<typeof changedAssetsSchema>
export type DeletedAssets = InputOf<typeof deletedAssetsSchema>
export type SavedSearch = InputOf<typeof savedSearchSchema>
export type SavedSearches = InputOf<typeof savedSearchesSchema>
export type MetadataFields = InputOf<typeof metadataFieldsSchema>
export type SeenRequest = InputOf<typeof requestSchema>
export type Checkup = InputOf<typeof checkupSchema>
