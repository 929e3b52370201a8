/** Why a chosen file cannot be used as a picture. */
export const pictures = {
  wrongType: 'This is not a picture that your browser can read. JPEG, PNG and WebP always work.',
  heic: 'Your browser cannot read HEIC pictures. Save it as JPEG and choose that file. (iPhone: Settings › Camera › Formats › Most Compatible.)',
  tooLarge: (megabytes: number) => `This file is larger than ${megabytes} MB.`,
  tooManyPixels: 'This picture has more than 120 million pixels. Make it smaller and choose it again.',
  unreadable: 'Your browser cannot read this picture. It may be damaged. JPEG, PNG and WebP always work.',
};
