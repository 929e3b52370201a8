import type { FormHTMLAttributes, Ref } from 'react';

type Props = FormHTMLAttributes<HTMLFormElement> & { ref: Ref<HTMLFormElement> };

/**
 * A form that scripts handle. `method="dialog"` leads nowhere: pressed before the scripts are there, nothing is sent,
 * and no password ends up in an address.
 */
export function Form(props: Props) {
  return <form noValidate method="dialog" {...props} />;
}
