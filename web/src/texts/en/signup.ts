export const signup = {
  title: 'Create your account',
  lead: 'Free credits every month, for one account per email inbox. No card needed.',
  submit: 'Create account',
  haveAccount: 'Already have an account?',
};
