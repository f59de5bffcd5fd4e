(** * Tactics *)

Lemma neg_pos : forall a b, a < 0 -> 0 < b -> a * b < 0.
Proof. intros; nra. Qed.

Lemma pos_neg : forall a b, 0 < a -> b < 0 -> a * b < 0.
Proof. intros; nra. Qed.

Lemma neg_neg : forall a b, a < 0 -> b < 0 -> 0 < a * b.
Proof. intros; nra. Qed.

Lemma nonpos_nonneg : forall a b, a <= 0 -> 0 <= b -> a * b <= 0.
Proof. intros; nra. Qed.

Lemma nonneg_nonpos : forall a b, 0 <= a -> b <= 0 -> a * b <= 0.
Proof. intros; nra. Qed.

Lemma nonpos_nonpos : forall a b, a <= 0 -> b <= 0 -> 0 <= a * b.
Proof. intros; nra. Qed.

(** The sign of a product or quotient of factors whose signs are known. *)
Ltac product :=
  first
    [ assumption
    | apply exp_pos
    | apply Rlt_le, exp_pos
    | apply PI_RGT_0
    | lra
    | apply Rmult_lt_0_compat; product
    | apply pow_lt; product
    | apply Rinv_0_lt_compat; product
    | apply Rlt_le, Rinv_0_lt_compat; product
    | apply Rmult_le_pos; product
    | apply pow_le; product
    | apply Rmult_integral_contrapositive_currified; product
    | apply Rinv_neq_0_compat; product
    | apply pow_nonzero; product
    | apply Rgt_not_eq; product
    | nra
    | apply neg_pos; product
    | apply pos_neg; product
    | apply neg_neg; product
    | apply nonpos_nonneg; product
    | apply nonneg_nonpos; product
    | apply nonpos_nonpos; product
    | match goal with
      | |- ?x ^ S ?n < 0 => change (x * x ^ n < 0); product
      | |- ?x ^ S ?n <= 0 => change (x * x ^ n <= 0); product
      | |- 0 < ?x ^ S ?n => change (0 < x * x ^ n); product
      | |- 0 <= ?x ^ S ?n => change (0 <= x * x ^ n); product
      | |- - ?x < 0 => cut (0 < x); [lra|product]
      | |- - ?x <= 0 => cut (0 <= x); [lra|product]
      | |- 0 < - ?x => cut (x < 0); [lra|product]
      | |- 0 <= - ?x => cut (x <= 0); [lra|product]
      end ].

(** What a division needs: a divisor that is known not to be 0, or a product of such, or the
    numerator of one that holds fractions itself. *)
Ltac divisor :=
  match goal with
  | |- exp _ <> 0 => apply Rgt_not_eq, exp_pos
  | known : ?d <> 0 |- ?q <> 0 =>
      let e := fresh in intro e; apply known; first [transitivity q; [ring|exact e] | rewrite e; ring]
  | |- _ * _ <> 0 => apply Rmult_integral_contrapositive_currified; divisor
  | |- _ ^ _ <> 0 => apply pow_nonzero; divisor
  | |- root _ _ <> 0 => apply Rgt_not_eq, root_pos; divisor
  | |- PI <> 0 => apply PI_neq0
  | |- _ => lra
  | known : ?d <> 0 |- ?q <> 0 =>
      let e := fresh in intro e; apply known; field_simplify_eq; [lra|];
      repeat first [split | apply Rmult_integral_contrapositive_currified | apply pow_nonzero];
      first [assumption | apply Rgt_not_eq, exp_pos]
  end.

Ltac nonzero := repeat split; divisor.

(** What inequalities tell, or that they contradict that two numbers differ. *)
Ltac differing :=
  first [ lra | intro; lra | match goal with apart : _ <> _ |- _ => exfalso; apply apart; lra end
        | match goal with apart : _ <> _ |- _ <> _ => intro; apply apart; lra end ].

(** Every branch of a choice is what is known, or contradicts what is known. *)
Ltac by_branches known :=
  first [ known
        | match goal with |- (if ?c then _ else _) = _ => destruct c; by_branches known end
        | exfalso; differing ].

(** A choice is one branch or the other, as the weight of the first is 1 or 0. *)
Ltac by_weights first_is second_is :=
  repeat match goal with |- context [if ?c then _ else _] => destruct c end;
  first [ exfalso; solve [differing]
        | rewrite first_is by differing; ring
        | rewrite second_is by differing; ring ].

(** * Signs *)

Lemma root_nonneg : forall k x, 0 <= root k x.
Proof.
  intros k x; unfold root; destruct (Req_EM_T x 0); [lra|]. apply Rlt_le, exp_pos.
Qed.

Lemma numerator_pos : forall a b, 0 < a / b -> 0 < b -> 0 < a.
Proof.
  intros a b over below. replace a with (a / b * b) by (field; lra).
  apply Rmult_lt_0_compat; assumption.
Qed.

Lemma numerator_nonneg : forall a b, 0 <= a / b -> 0 < b -> 0 <= a.
Proof.
  intros a b over below. replace a with (a / b * b) by (field; lra).
  apply Rmult_le_pos; lra.
Qed.

Lemma opposite_over : forall a b, b < 0 -> a / b = - a / - b.
Proof. intros a b below; field; lra. Qed.

(** The sign of a numerator, from those of the fraction and of its denominator. *)
Ltac numerator known :=
  match type of known with
  | 0 < ?a / ?b =>
      first [ assert (0 < a) by (apply (numerator_pos a b); lra)
            | assert (0 < - a) by (apply (numerator_pos (- a) (- b));
                [rewrite <- opposite_over; lra | lra]) ]
  | 0 <= ?a / ?b =>
      first [ assert (0 <= a) by (apply (numerator_nonneg a b); lra)
            | assert (0 <= - a) by (apply (numerator_nonneg (- a) (- b));
                [rewrite <- opposite_over; lra | lra]) ]
  end; lra.

(** The sign of e^a r - e^b r, from that of a - b. *)
Ltac by_gap a b r :=
  let e := fresh in
  first [ assert (e : exp b < exp a) by (apply exp_increasing; lra)
        | assert (e : exp a < exp b) by (apply exp_increasing; lra)
        | assert (e : exp b <= exp a) by (apply exp_le; lra)
        | assert (e : exp a <= exp b) by (apply exp_le; lra)
        | assert (e : exp a <> exp b) by (let same := fresh in intro same; apply exp_inv in same; lra) ];
  rewrite ?exp_0 in e; first [lra | nra].

(** The sign of a factor, from those of the product and of the other factor. *)
Ltac by_product f g :=
  let less := fresh in let same := fresh in let more := fresh in
  destruct (Rtotal_order f 0) as [less|[same|more]];
  first [ lra | exfalso; rewrite ?same in *; simpl in *; nra ].

(** The sign of a sum of a square and a rest. *)
Ltac by_square r :=
  pose proof (Rle_0_sqr r); unfold Rsqr in *;
  first [ lra | assert (0 < r * r) by nra; lra | nra ].

Lemma lnabs_pos : forall x, 1 < x -> 0 < lnabs x.
Proof.
  intros x above; unfold lnabs; rewrite Rabs_pos_eq by lra; rewrite <- ln_1.
  apply ln_increasing; lra.
Qed.

Lemma lnabs_nonneg : forall x, 1 <= x -> 0 <= lnabs x.
Proof.
  intros x [above|same]; [left; apply lnabs_pos; exact above|]. subst.
  unfold lnabs; rewrite Rabs_pos_eq, ln_1 by lra; lra.
Qed.

Lemma lnabs_neg : forall x, 0 < x -> x < 1 -> lnabs x < 0.
Proof.
  intros x positive below; unfold lnabs; rewrite Rabs_pos_eq by lra; rewrite <- ln_1.
  apply ln_increasing; lra.
Qed.

Lemma lnabs_nonpos : forall x, 0 < x -> x <= 1 -> lnabs x <= 0.
Proof.
  intros x positive [below|same]; [left; apply lnabs_neg; assumption|]. subst.
  unfold lnabs; rewrite Rabs_pos_eq, ln_1 by lra; lra.
Qed.

(** The sign of log f, from that of f - 1. *)
Ltac by_excess :=
  first [ apply lnabs_pos; lra | apply lnabs_neg; lra | apply lnabs_nonneg; lra
        | apply lnabs_nonpos; lra ].

(** The sign of an exponent, from that of its exponential less 1. *)
Ltac by_exponential a :=
  let less := fresh in let same := fresh in let more := fresh in
  destruct (Rtotal_order a 0) as [less|[same|more]];
  [ pose proof (exp_increasing a 0 less) | pose proof (f_equal exp same)
  | pose proof (exp_increasing 0 a more) ];
  rewrite exp_0 in *; first [lra | intro; lra].

(** The sign of an expression, once every other one is excluded. *)
Ltac conclude e :=
  first [ assumption | lra |
    let less := fresh in let same := fresh in let more := fresh in
    destruct (Rtotal_order e 0) as [less|[same|more]]; first [lra | exfalso; lra | exfalso; auto] ].

Ltac take_for f b a :=
  tryif constr_eq a b then fail else replace (f b) with (f a) by (apply f_equal; field; nonzero).

Ltac take_opposite b a :=
  tryif constr_eq a b then fail
  else replace (Rabs b) with (Rabs a) by (rewrite <- (Rabs_Ropp a); apply f_equal; field; nonzero).

(** Take for the same what functions are applied to on both sides, where it is by multiplying out. *)
Ltac same_inside :=
  repeat match goal with
  | |- ?l = ?r =>
      match r with
      | context [exp ?a] => match l with context [exp ?b] => take_for exp b a end
      | context [lnabs ?a] => match l with context [lnabs ?b] => take_for lnabs b a end
      | context [Rabs ?a] =>
          match l with context [Rabs ?b] => first [take_for Rabs b a | take_opposite b a] end
      | context [root ?k ?a] => match l with context [root k ?b] => take_for (root k) b a end
      end
  end.
