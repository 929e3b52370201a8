import type { FormHTMLAttributes, Ref } from 'react';

type Props = FormHTMLAttributes<HTMLFormElement> & { elementRef: Ref<HTMLFormElement> };

/**
 * A form that scripts submit. With `method="dialog"` a submit before hydration sends nothing, so that no password gets into
 * the URL.
 */
export function Form({ elementRef, ...props }: Props) {
  return <form noValidate method="dialog" {...props} ref={elementRef} />;
}
