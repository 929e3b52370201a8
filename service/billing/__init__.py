"""What a signed-in user does about money: subscribe, buy a pack, open the portal, ask how a checkout went."""
