/** What is uploaded of a file, in the words of Cloudinary's upload. */
export interface SampleAsset {
  readonly file: string
  readonly public_id: string
  readonly resource_type: 'image' | 'video' | 'raw'
  readonly type: 'upload' | 'private' | 'authenticated'
  readonly tags: readonly string[]
  readonly context: Readonly<Record<string, string>>
  readonly asset_folder: string
  readonly display_name: string
}

/** Something people relate assets for: one asset, and what belongs to it. */
export interface UseCase {
  readonly title: string
  readonly asset: SampleAssetName
  readonly related: readonly SampleAssetName[]
}

/** How one belongs to another, which Cloudinary's relations don't say. */
export interface KindRelation {
  readonly from: SampleAssetName
  readonly kind: string
  readonly to: SampleAssetName
  readonly note?: string
}

type Kind = Partial<Pick<SampleAsset, 'resource_type' | 'type'>> & { readonly alt?: string }

/** An image that anyone may see, unless said otherwise. */
function asset(file: string, publicId: string, name: string, tags: string, kind: Kind = {}): SampleAsset {
  const { alt = name, resource_type = 'image', type = 'upload' } = kind
  return {
    file,
    public_id: publicId,
    resource_type,
    type,
    tags: tags.split(' '),
    context: { alt },
    asset_folder: publicId.replace(/\/[^/]*$/, ''),
    display_name: name,
  }
}

/** The shop Tamarack, which there isn't: a hand grinder, a lamp, a chair, and how the shop looks. */
export const SAMPLE_ASSETS = {
  ternFront: asset('tern-front.jpg', 'products/tern/front', 'Tern, front', 'tern photo', {
    alt: 'A hand grinder of walnut and green enamel, seen from the front',
  }),
  ternAngle: asset('tern-angle.jpg', 'products/tern/angle', 'Tern, from the left', 'tern photo'),
  ternTop: asset('tern-top.jpg', 'products/tern/top', 'Tern, from above', 'tern photo'),
  ternParts: asset('tern-parts.webp', 'products/tern/parts', 'Tern, taken apart', 'tern photo'),
  ternFilm: asset('tern-film.mp4', 'products/tern/film', 'Tern, the film', 'tern film', { resource_type: 'video' }),
  ternPoster: asset('tern-film-poster.jpg', 'products/tern/film-poster', 'Tern, poster of the film', 'tern film'),
  ternTranscript: asset('tern-film.vtt', 'products/tern/film.vtt', 'Tern, transcript of the film', 'tern film text', {
    resource_type: 'raw',
  }),
  ternSubtitles: asset('tern-film.srt', 'products/tern/film.srt', 'Tern, subtitles of the film', 'tern film text', {
    resource_type: 'raw',
  }),
  ternManual: asset('tern-manual.pdf', 'products/tern/manual', 'Tern, manual', 'tern document'),
  ternWarranty: asset('tern-warranty.pdf', 'products/tern/warranty', 'Tern, warranty', 'tern document'),
  tableOriginal: asset('tern-table-original.jpg', 'originals/tern-table', 'Morning table, original', 'tern original', {
    type: 'private',
  }),
  table: asset('tern-table.jpg', 'campaigns/morning/table', 'Morning table', 'tern campaign', {
    alt: 'A hand grinder and a mug of stoneware before an arch of clay',
  }),
  tableSquare: asset(
    'tern-table-square.jpg',
    'campaigns/morning/table-square',
    'Morning table, square',
    'campaign crop',
  ),
  tableBanner: asset(
    'tern-table-banner.webp',
    'campaigns/morning/table-banner',
    'Morning table, banner',
    'campaign crop',
  ),
  duskDay: asset('dusk-day.jpg', 'products/dusk/day', 'Dusk, off', 'dusk photo'),
  duskNight: asset('dusk-night.jpg', 'products/dusk/night', 'Dusk, on', 'dusk photo'),
  sillSage: asset('sill-sage.jpg', 'products/sill/sage', 'Sill, in sage', 'sill photo'),
  sillClay: asset('sill-clay.jpg', 'products/sill/clay', 'Sill, in clay', 'sill photo'),
  sillLicence: asset(
    'sill-picture-licence.pdf',
    'legal/sill-pictures',
    'Licence of the pictures of Sill',
    'sill document',
    {
      type: 'authenticated',
    },
  ),
  badge: asset('mended-badge.png', 'brand/badge', 'Badge: made to be mended', 'brand overlay'),
  ternMended: asset('tern-front-mended.jpg', 'campaigns/mended/tern', 'Tern, with the badge', 'tern campaign'),
  sillMended: asset('sill-sage-mended.webp', 'campaigns/mended/sill', 'Sill, with the badge', 'sill campaign'),
  logo: asset('tamarack-logo.svg', 'brand/logo', 'Logo', 'brand'),
  guideline: asset('tamarack-brand-guideline.pdf', 'brand/guideline', 'Brand guideline', 'brand document'),
} as const satisfies Record<string, SampleAsset>

export type SampleAssetName = keyof typeof SAMPLE_ASSETS

export const USE_CASES: readonly UseCase[] = [
  {
    title: 'Photos and videos of one product',
    asset: 'table',
    related: ['ternFront', 'ternParts', 'ternFilm'],
  },
  { title: 'Angles of one shot', asset: 'ternAngle', related: ['ternFront', 'ternTop'] },
  { title: 'A product shot with its manual and warranty', asset: 'ternFront', related: ['ternManual', 'ternWarranty'] },
  {
    title: 'A video with its poster, transcript and subtitles',
    asset: 'ternFilm',
    related: ['ternPoster', 'ternTranscript', 'ternSubtitles'],
  },
  {
    title: 'An original, private, with the images made from it',
    asset: 'tableOriginal',
    related: ['table', 'tableSquare', 'tableBanner'],
  },
  { title: 'One lamp, by day and by night', asset: 'duskDay', related: ['duskNight'] },
  { title: 'A logo with its brand guideline', asset: 'logo', related: ['guideline'] },
  { title: 'A badge with the images it lies over', asset: 'badge', related: ['ternMended', 'sillMended', 'guideline'] },
  {
    title: 'A licence, authenticated, with the pictures it is for',
    asset: 'sillLicence',
    related: ['sillSage', 'sillClay', 'sillMended'],
  },
]

/** Of pairs that no use case has. */
export const KIND_RELATIONS: readonly KindRelation[] = [
  { from: 'tableSquare', kind: 'derived_from', to: 'table', note: 'For feeds that show squares' },
  { from: 'ternMended', kind: 'derived_from', to: 'ternFront' },
  { from: 'sillMended', kind: 'derived_from', to: 'sillSage' },
  { from: 'ternTop', kind: 'alternate_of', to: 'ternFront' },
  { from: 'sillClay', kind: 'alternate_of', to: 'sillSage' },
  { from: 'ternSubtitles', kind: 'alternate_of', to: 'ternTranscript', note: 'The same words for other players' },
  { from: 'ternManual', kind: 'manual_of', to: 'ternParts' },
]
