/** The shop of the sample library, which there isn't: Tamarack, things for slow mornings. Every line is drawn here. */
export const GREEN = '#2f4a3f'
export const CLAY = '#c4573a'
export const SAND = '#e9dfcd'
export const OAK = '#d2a679'
export const INK = '#23291f'

/** A larch in a ring, 100 x 100. */
export const mark = (colour: string, inside: string): string => `
  <circle cx="50" cy="50" r="48" fill="${colour}"/>
  <g fill="none" stroke="${inside}" stroke-width="4.2" stroke-linecap="round">
    <path d="M50 20V82"/>
    <path d="M50 34C46 40 42 42.500 37 43.500M50 34C54 40 58 42.500 63 43.500"/>
    <path d="M50 46C44.500 53.500 39 56.500 31.500 57.500M50 46C55.500 53.500 61 56.500 68.500 57.500"/>
    <path d="M50 59C43 67.500 36 71 26.500 72M50 59C57 67.500 64 71 73.500 72"/>
  </g>`

/** The name in letters of one line, 322 x 78, on a base line at 68. */
export const wordmark = (colour: string): string => `
  <g fill="none" stroke="${colour}" stroke-width="6.600" stroke-linecap="round" stroke-linejoin="round">
    <path d="M10 12V55Q10 68 22 67M2 28H22"/>
    <path d="M73 48A20 20 0 1 1 33 48A20 20 0 1 1 73 48M73 28V68"/>
    <path d="M88 28V68M88 44Q88 28 102 28Q115 28 115 44V68M115 44Q115 28 129 28Q142 28 142 44V68"/>
    <path d="M197 48A20 20 0 1 1 157 48A20 20 0 1 1 197 48M197 28V68"/>
    <path d="M212 28V68M212 45Q213 28 229 28.500"/>
    <path d="M279 48A20 20 0 1 1 239 48A20 20 0 1 1 279 48M279 28V68"/>
    <path d="M327.500 34.500A20 20 0 1 0 327.500 61.500"/>
    <path d="M342 8V68M364 28L343 49M351 42L366 68"/>
  </g>`

/** The logo as it is given away: mark and name beside each other. */
export const logo = (colour: string, inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 120" width="520" height="120" role="img" aria-label="Tamarack">
<g transform="translate(10 10)">${mark(colour, inside)}
</g><g transform="translate(132 17)">${wordmark(colour)}
</g></svg>
`.replaceAll(/(\d)\.(\d)00\b/g, '$1.$2')

/** A round stamp, 400 x 400, to be laid over pictures. */
export const badge = `
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="400" height="400">
  <circle cx="200" cy="200" r="196" fill="${CLAY}"/>
  <circle cx="200" cy="200" r="182" fill="none" stroke="${SAND}" stroke-width="2.500"/>
  <circle cx="200" cy="200" r="118" fill="none" stroke="${SAND}" stroke-width="2.500"/>
  <path id="round" d="M200 200m0 139a139 139 0 1 1 .01 0" fill="none"/>
  <text fill="${SAND}" font-family="URW Gothic" font-weight="bold" font-size="35">
    <textPath href="#round" textLength="872" lengthAdjust="spacing">MADE TO BE MENDED · MADE TO BE MENDED · </textPath>
  </text>
  <g transform="translate(105 102) scale(1.9)">${mark(CLAY, SAND)}</g>
</svg>`
