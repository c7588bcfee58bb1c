import { describe, expect, test } from 'vitest'
import { type NameRole, readName } from '../../src/core/stem.ts'

/** Names as cameras, programs and people give them, the stem that they have, and what they say of the file. */
const NAMES: [name: string, stem: string | undefined, role?: NameRole][] = [
  // People
  ['dog.mp4', 'dog'],
  ['dog.en.srt', 'dog', 'transcript'],
  ['dog.en', 'dog', 'alternate'],
  ['dog.pt-BR.vtt', 'dog', 'transcript'],
  ['dog.it.srt', 'dog', 'transcript'],
  ['dog.zh-Hant.srt', 'dog', 'transcript'],
  ['dog.en.forced.srt', 'dog', 'transcript'],
  ['brute-forced.jpg', 'brute forced'],
  ['dog_transcript.txt', 'dog', 'transcript'],
  ['dog closed captions.vtt', 'dog', 'transcript'],
  ['dog_poster.jpg', 'dog', 'poster'],
  ['DogPoster.jpg', 'dog', 'poster'],
  ['dog-thumbnail-320x180.png', 'dog', 'poster'],
  ['thumb_dog.jpg', 'dog', 'poster'],
  ['tern-film-poster.jpg', 'tern film', 'poster'],
  ['Dog (1).jpg', 'dog', 'alternate'],
  ['Dog (1) (2).jpg', 'dog', 'alternate'],
  ['dog~2.jpg', 'dog', 'alternate'],
  ['Copy of Dog.jpg', 'dog', 'alternate'],
  ['Dog - Copy.jpg', 'dog', 'alternate'],
  ['dog copy 3.jpg', 'dog', 'alternate'],
  ['Dög.JPG', 'dog'],
  ['dog-final.psd', 'dog', 'original'],
  ['dog-final-v2.psd', 'dog', 'original'],
  ['dog_v1.2.jpg', 'dog', 'alternate'],
  ['dog_FINAL_final2.jpg', 'dog', 'alternate'],
  ['dog_original.jpg', 'dog', 'original'],
  ['dog_hires.tif', 'dog', 'original'],
  ['dog-1920x1080.jpg', 'dog', 'edited'],
  ['dog-1080p.mp4', 'dog', 'edited'],
  ['dog-4k.mp4', 'dog', 'alternate'],
  ['dog_cropped_small.webp', 'dog', 'edited'],
  ['dog.jpg.xmp', 'dog'],
  ['dog-01.jpg', 'dog', 'view'],
  ['summer-2024.jpg', 'summer 2024'],
  ['summer-dog-on-the-beach.jpg', 'summer dog on the beach'],
  ['x100v-user-guide.pdf', 'x100v', 'manual'],
  ['x100v_manual_de.pdf', 'x100v', 'manual'],
  ['X100V Quick Start Guide EN.pdf', 'x100v', 'manual'],
  ['x100v-back.jpg', 'x100v', 'view'],
  ['anna-model-release.pdf', 'anna', 'licence'],
  ['tern-warranty.pdf', 'tern', 'document'],
  ["anna's-dog.jpg", 'annas dog'],
  ['犬_poster.jpg', '犬', 'poster'],
  ['собака-постер.jpg', 'собака постер'],
  // Programs
  ['logo@2x.png', 'logo', 'alternate'],
  ['logo@1.5x.png', 'logo', 'alternate'],
  ['logo-dark.svg', 'logo', 'alternate'],
  ['logo.svg', 'logo'],
  ['banner-fr.jpg', 'banner fr'],
  ['promo-banner-fr.jpg', 'promo', 'edited'],
  ['plan-it.pdf', 'plan it'],
  ['chair_red.jpg', 'chair', 'view'],
  // Cameras and phones
  ['IMG_1234.JPG', 'img 1234'],
  ['IMG_1234-edited.jpg', 'img 1234', 'edited'],
  ['IMG_E1234.JPG', 'img 1234', 'edited'],
  ['IMG_1234.MOV', 'img 1234'],
  ['DSC00042.ARW', 'dsc00042', 'original'],
  ['DSC00042_retouched.jpg', 'dsc00042', 'edited'],
  ['20240503_101112.jpg', '20240503 101112'],
  ['PXL_20240503_101112345.jpg', 'pxl 20240503 101112345'],
  ['IMG-20240503-WA0007.jpg', 'img 20240503 wa0007'],
  ['2024-05-03.jpg', '2024 05 03'],
  ['Screenshot 2024-05-03 at 10.11.12.png', 'screenshot 2024 05 03 at 10 11 12'],
  // Nothing that two files could have in common
  ['image.jpg', undefined],
  ['Untitled-1.psd', undefined],
  ['1.jpg', undefined],
  ['poster.jpg', undefined],
  ['final v2.pdf', undefined],
  ['manual.pdf', undefined],
  ['....', undefined],
  ['', undefined],
]

describe('the name', () => {
  test.each(NAMES)('%j has the stem %j', (name, stem, role) => {
    expect(readName(name)).toEqual(stem === undefined ? undefined : { stem, role: role ?? null })
  })

  test('of 255 characters is cut to 40 words', () => {
    expect(readName('bc-'.repeat(85))).toEqual({ stem: Array(40).fill('bc').join(' '), role: null })
  })
})
