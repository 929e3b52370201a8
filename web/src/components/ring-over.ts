/** The focus of a button with a picture: drawn by a pseudo-element, because the picture would cover an outline of the button. */
export const ringOver =
  "outline-none after:pointer-events-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-primary focus-visible:after:content-['']";
